import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Logger } from './log.ts';

/** Partitions are made three months ahead, so an hour that fails is no harm. */
export const PARTITION_INTERVAL_MS = 60 * 60 * 1_000;

/**
 * Makes the partitions of this month and the next three where they are missing, by the function that the schema has for
 * it. Rows that lie outside of any are safe and found, but a month can get no partition while it has such rows: they are
 * logged as an error until somebody moves them.
 */
export async function makePartitionsAhead<Schema>(db: Kysely<Schema>, logger: Logger): Promise<void> {
  const { rows } = await sql<{ strayRows: number }>`select make_partitions()::int as "strayRows"`.execute(db);
  const strayRows = rows[0]?.strayRows ?? 0;
  if (strayRows > 0) logger.error({ strayRows }, 'rows lie in a default partition: their month had no partition');
}
