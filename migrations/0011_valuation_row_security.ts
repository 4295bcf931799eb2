import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** The valuation of a version, as far as the policies of `valuations` show it to whoever asks. */
const isVisible = sql`exists (select from app_valuation.valuations where id = valuation_id)`;

const STATEMENTS = [
  sql`set local lock_timeout = '5s'`,
  sql`create function app_valuation.current_account() returns uuid
    language sql stable parallel safe
    return (select substring(current_setting('app.actor', true) from '^(?:guest|user):(.+)$')::uuid)`,
  sql`comment on function app_valuation.current_account is
    'The account that the statement is for; null for everybody who is no guest or user, and where nobody was named'`,

  sql`create policy owner on app_valuation.valuations to app_valuation
    using (owner_id = (select app_valuation.current_account()))`,
  sql`create policy guest_migration_reads on app_valuation.valuations for select to app_valuation
    using ((select current_setting('app.actor', true)) = 'service:user')`,
  sql`create policy guest_migration_writes on app_valuation.valuations for update to app_valuation
    using ((select current_setting('app.actor', true)) = 'service:user')`,
  sql`alter table app_valuation.valuations enable row level security`,
  ...['valuation_versions', 'valuation_results'].flatMap((table) => [
    sql`create policy owner on ${sql.id('app_valuation', table)} to app_valuation using (${isVisible})`,
    sql`alter table ${sql.id('app_valuation', table)} enable row level security`,
  ]),
];

/** A second wall behind the checks of ownership in the subgraph: PostgreSQL shows the service the rows of its caller alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
