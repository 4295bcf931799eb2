import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { ValuationResult, ValueRange } from '../model/types.ts';
import type { ValuationDraftInput } from '../generated/graphql.ts';
import type { ValuationSchema } from './tables.ts';

export interface VersionKey {
  readonly valuationId: string;
  readonly number: number;
}

/** What lists show of a calculation. */
export interface VersionRow extends VersionKey {
  readonly createdAt: Date;
  /** ISO date. */
  readonly asOf: string;
  /** EUR, all shares. */
  readonly equityValue: ValueRange;
  /** 0–100. */
  readonly confidenceScore: number;
}

/** A calculation as a whole: tens of kilobytes. */
export interface ResultRow extends VersionKey {
  readonly draft: ValuationDraftInput;
  readonly result: ValuationResult;
}

/** Of the notices that `insertVersion` sends when its transaction is committed; the payload is the valuation's id. */
export const CALCULATIONS_CHANNEL = 'valuation_calculated';

const RESULT_COLUMNS = ['valuation_id as valuationId', 'number', 'draft', 'result'] as const;

/** Where to read: usually `read`, and `write` for what may not have reached a replica. */
type Reader = Pick<Kysely<ValuationSchema>, 'selectFrom'>;

const wanted = (keys: readonly VersionKey[]) =>
  sql<{ id: string; version: number }>`unnest(
    ${keys.map(({ valuationId }) => valuationId)}::uuid[],
    ${keys.map(({ number }) => number)}::integer[])`.as<'wanted'>(sql`wanted (id, version)`);

/** The planner leaves out the months before the first id and after the last; a join alone it would plan for all of them. */
function isBetween(keys: readonly VersionKey[]) {
  const ids = keys.map(({ valuationId }) => valuationId.toLowerCase()).sort();
  return sql<boolean>`valuation_id between ${ids[0]}::uuid and ${ids.at(-1)}::uuid`;
}

const selectVersions = (db: Reader, keys: readonly VersionKey[]) =>
  db
    .selectFrom('valuation_versions')
    .innerJoin(wanted(keys), (join) =>
      join.onRef('valuation_id', '=', 'wanted.id').onRef('number', '=', 'wanted.version'),
    )
    .where(isBetween(keys))
    .select(['valuation_id as valuationId', 'number', 'created_at as createdAt', 'as_of as asOf'])
    .select(['equity_low', 'equity_mid', 'equity_high', 'confidence_score as confidenceScore']);

type SelectedVersion = Awaited<ReturnType<ReturnType<typeof selectVersions>['execute']>>[number];

const toVersionRow = ({ equity_low, equity_mid, equity_high, ...row }: SelectedVersion): VersionRow => ({
  ...row,
  equityValue: { low: equity_low, mid: equity_mid, high: equity_high },
});

export async function findVersions(db: Reader, keys: readonly VersionKey[]): Promise<readonly VersionRow[]> {
  const rows = await selectVersions(db, keys).execute();
  return rows.map(toVersionRow);
}

export function findResults(db: Reader, keys: readonly VersionKey[]): Promise<readonly ResultRow[]> {
  return db
    .selectFrom('valuation_results')
    .innerJoin(wanted(keys), (join) =>
      join.onRef('valuation_id', '=', 'wanted.id').onRef('number', '=', 'wanted.version'),
    )
    .where(isBetween(keys))
    .select(RESULT_COLUMNS)
    .execute();
}

/**
 * Stores a calculation and tells who listens. It can never be changed again: the role may not. Call it in a transaction.
 */
export async function insertVersion(
  db: Kysely<ValuationSchema>,
  { valuationId, number, asOf, equityValue, confidenceScore }: Omit<VersionRow, 'createdAt'>,
  { draft, result }: Omit<ResultRow, keyof VersionKey>,
): Promise<VersionRow> {
  const { createdAt } = await db
    .insertInto('valuation_versions')
    .values({
      valuation_id: valuationId,
      number,
      as_of: asOf,
      equity_low: equityValue.low,
      equity_mid: equityValue.mid,
      equity_high: equityValue.high,
      confidence_score: confidenceScore,
    })
    .returning('created_at as createdAt')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('valuation_results')
    .values({ valuation_id: valuationId, number, draft: JSON.stringify(draft), result: JSON.stringify(result) })
    .execute();
  await sql`select pg_notify(${CALCULATIONS_CHANNEL}, ${valuationId})`.execute(db);
  return { valuationId, number, createdAt, asOf, equityValue, confidenceScore };
}
