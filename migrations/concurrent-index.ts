import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

/**
 * Builds an index while its table is written to, in a migration that `runsOutsideTransaction`. What an attempt that was
 * cut off left behind is invalid and would never be used, so it goes first.
 */
export async function createIndexConcurrently(
  db: Kysely<unknown>,
  { schema, name, on }: { schema: string; name: string; on: RawBuilder<unknown> },
): Promise<void> {
  await sql`drop index concurrently if exists ${sql.id(schema, name)}`.execute(db);
  await sql`create index concurrently ${sql.id(name)} on ${on}`.execute(db);
}
