import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Signing in looks for accounts before it is known who asks, so work that names no actor sees all of them. What answers a
 * question about an account names one, and sees that account alone.
 */
const isOwn = sql`(select coalesce(current_setting('app.actor', true), '')) in ('', 'guest:' || id, 'user:' || id)`;

const STATEMENTS = [
  sql`set local lock_timeout = '5s'`,
  ...['users', 'guest_sessions'].flatMap((table) => [
    sql`create policy own on ${sql.id('app_user', table)} to app_user using (${isOwn})`,
    sql`alter table ${sql.id('app_user', table)} enable row level security`,
  ]),
];

/** A second wall behind the checks of ownership in the subgraph. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
