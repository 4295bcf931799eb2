import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { ValuationDraftInput } from '../generated/graphql.ts';
import type { ValuationSchema } from './tables.ts';

export interface ValuationRow {
  readonly id: string;
  readonly ownerId: string;
  readonly createdAt: Date;
  /** When the draft was last saved. */
  readonly updatedAt: Date;
  readonly revision: number;
  /** 0 before the first calculation. */
  readonly lastVersionNumber: number;
  readonly draft: ValuationDraftInput;
}

/** Picks a valuation of one owner and, where a revision is given, only if its draft is still at it. */
export interface OwnedValuationKey {
  readonly id: string;
  readonly ownerId: string;
  readonly expectedRevision?: number | null | undefined;
}

const COLUMNS = [
  'id',
  'owner_id as ownerId',
  'created_at as createdAt',
  'updated_at as updatedAt',
  'revision',
  'last_version_number as lastVersionNumber',
  'draft',
] as const;

export function findValuations(
  db: ReadonlyKysely<ValuationSchema>,
  ids: readonly string[],
): Promise<readonly ValuationRow[]> {
  return db
    .selectFrom('valuations')
    .select(COLUMNS)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
}

/** As the primary has it now. */
export function findValuation(db: Kysely<ValuationSchema>, id: string): Promise<ValuationRow | undefined> {
  return db.selectFrom('valuations').select(COLUMNS).where('id', '=', id).executeTakeFirst();
}

/** An owner's valuations, last saved first; `after` is the time of the last save and the id of the last one seen. */
export function findValuationsOfOwner(
  db: ReadonlyKysely<ValuationSchema>,
  ownerId: string,
  { after, limit }: { after: readonly string[] | undefined; limit: number },
): Promise<readonly ValuationRow[]> {
  const [updatedAt, id] = after ?? [];
  return db
    .selectFrom('valuations')
    .select(COLUMNS)
    .where('owner_id', '=', ownerId)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(updated_at, id) < (${updatedAt}::timestamptz, ${id}::uuid)`),
    )
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export function insertValuation(
  db: Kysely<ValuationSchema>,
  { ownerId, draft }: { ownerId: string; draft: ValuationDraftInput },
): Promise<ValuationRow> {
  return db
    .insertInto('valuations')
    .values({ owner_id: ownerId, draft: JSON.stringify(draft) })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

function updateOwned(db: Kysely<ValuationSchema>, { id, ownerId, expectedRevision }: OwnedValuationKey) {
  return db
    .updateTable('valuations')
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .$if(expectedRevision != null, (query) => query.where('revision', '=', expectedRevision as number))
    .returning(COLUMNS);
}

/** Replaces the draft as a whole; undefined when nothing fits the key. */
export function updateDraft(
  db: Kysely<ValuationSchema>,
  key: OwnedValuationKey,
  draft: ValuationDraftInput,
): Promise<ValuationRow | undefined> {
  return updateOwned(db, key)
    .set({ draft: JSON.stringify(draft), revision: sql`revision + 1`, updated_at: sql`now()` })
    .executeTakeFirst();
}

/**
 * Takes the next version number, which the returned row has as its last. The row stays locked until the transaction
 * ends, so numbers have no gaps; undefined when nothing fits the key.
 */
export function updateVersionNumber(
  db: Kysely<ValuationSchema>,
  key: OwnedValuationKey,
): Promise<ValuationRow | undefined> {
  return updateOwned(db, key)
    .set({ last_version_number: sql`last_version_number + 1` })
    .executeTakeFirst();
}

/** Gives everything one account owns to another; returns how many valuations moved. */
export async function updateOwner(
  db: Kysely<ValuationSchema>,
  { from, to }: { from: string; to: string },
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('valuations')
    .set({ owner_id: to })
    .where('owner_id', '=', from)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
