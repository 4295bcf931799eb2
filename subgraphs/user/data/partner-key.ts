import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { UserSchema } from './tables.ts';

/** What may be shown of a key. */
export interface PartnerKeyRow {
  readonly id: string;
  readonly partnerId: string;
  readonly createdAt: Date;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Where to read: `read`, or the transaction that must see its own writes. */
type Reader = Pick<ReadonlyKysely<UserSchema>, 'selectFrom'>;

const COLUMNS = [
  'id',
  'partner_id as partnerId',
  'created_at as createdAt',
  'prefix',
  'scopes',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
] as const;

/** Keys of partners, the newest first. */
export function findPartnerKeys(db: Reader, partnerIds: readonly string[]): Promise<PartnerKeyRow[]> {
  return db
    .selectFrom('partner_keys')
    .select(COLUMNS)
    .where('partner_id', 'in', partnerIds)
    .orderBy('id', 'desc')
    .execute();
}

export function findPartnerKey(db: Kysely<UserSchema>, id: string): Promise<PartnerKeyRow | undefined> {
  return db.selectFrom('partner_keys').select(COLUMNS).where('id', '=', id).executeTakeFirst();
}

/** A key, locked until the transaction ends, so that it is rotated once. */
export function lockPartnerKey(db: Kysely<UserSchema>, id: string): Promise<PartnerKeyRow | undefined> {
  return db.selectFrom('partner_keys').select(COLUMNS).where('id', '=', id).forUpdate().executeTakeFirst();
}

/** A key by its prefix, with the hash that the whole key is checked against. */
export async function findPartnerKeyByPrefix(
  db: Kysely<UserSchema>,
  prefix: string,
): Promise<{ readonly key: PartnerKeyRow; readonly keyHash: Buffer; readonly clientName: string } | undefined> {
  const row = await db
    .selectFrom('partner_keys')
    .innerJoin('partners', 'partners.id', 'partner_keys.partner_id')
    .select([
      'partner_keys.id',
      'partner_id as partnerId',
      'partner_keys.created_at as createdAt',
      'prefix',
      'scopes',
      'expires_at as expiresAt',
      'revoked_at as revokedAt',
      'key_hash as keyHash',
      'client_name as clientName',
    ])
    .where('prefix', '=', prefix)
    .executeTakeFirst();
  if (!row) return undefined;
  const { keyHash, clientName, ...key } = row;
  return { key, keyHash, clientName };
}

export function insertPartnerKey(
  db: Kysely<UserSchema>,
  key: Omit<PartnerKeyRow, 'id' | 'revokedAt'> & { readonly keyHash: Buffer },
): Promise<PartnerKeyRow> {
  return db
    .insertInto('partner_keys')
    .values({
      partner_id: key.partnerId,
      created_at: key.createdAt,
      prefix: key.prefix,
      key_hash: key.keyHash,
      scopes: [...key.scopes],
      expires_at: key.expiresAt,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

export async function updatePartnerKeyExpiry(db: Kysely<UserSchema>, id: string, expiresAt: Date): Promise<void> {
  await db.updateTable('partner_keys').set({ expires_at: expiresAt }).where('id', '=', id).execute();
}

/** Revokes a key, and leaves the time of one that was revoked before. */
export async function updatePartnerKeyRevoked(db: Kysely<UserSchema>, id: string, revokedAt: Date): Promise<void> {
  await db
    .updateTable('partner_keys')
    .set({ revoked_at: revokedAt })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}
