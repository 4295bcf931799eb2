import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { UserSchema } from './tables.ts';

export interface PartnerRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly name: string;
  readonly clientName: string;
}

/** Unique constraint that refuses a client name which a partner has. */
export const PARTNER_CLIENT_NAME_CONSTRAINT = 'partners_client_name_key';

/** Where to read: `read`, or the transaction that must see its own writes. */
type Reader = Pick<ReadonlyKysely<UserSchema>, 'selectFrom'>;

const COLUMNS = ['id', 'created_at as createdAt', 'name', 'client_name as clientName'] as const;

export function findPartners(db: Reader, ids: readonly string[]): Promise<PartnerRow[]> {
  return db.selectFrom('partners').select(COLUMNS).where('id', 'in', ids).execute();
}

/** The first 1,000 by name: there are as many as there are contracts. */
export function findFirstPartners(db: Kysely<UserSchema>): Promise<PartnerRow[]> {
  return db.selectFrom('partners').select(COLUMNS).orderBy('name').orderBy('id').limit(1_000).execute();
}

export function findPartnerByClientName(db: Kysely<UserSchema>, clientName: string): Promise<PartnerRow | undefined> {
  return db.selectFrom('partners').select(COLUMNS).where('client_name', '=', clientName).executeTakeFirst();
}

/** The partner, locked until the transaction ends, so that its keys are counted and issued one by one. */
export function lockPartner(db: Kysely<UserSchema>, id: string): Promise<PartnerRow | undefined> {
  return db.selectFrom('partners').select(COLUMNS).where('id', '=', id).forUpdate().executeTakeFirst();
}

export function insertPartner(db: Kysely<UserSchema>, partner: Omit<PartnerRow, 'id'>): Promise<PartnerRow> {
  return db
    .insertInto('partners')
    .values({ created_at: partner.createdAt, name: partner.name, client_name: partner.clientName })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}
