import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const STATEMENTS = [
  sql`set local lock_timeout = '5s'`,
  sql`alter table app_ai.narratives add column owner_id text`,
  sql`comment on column app_ai.narratives.owner_id is
    'The account that owns the valuation; null where it was gone when owners were added, and then nobody sees it'`,
  // Here alone one schema reads another: who owns what was known to the valuation subgraph only.
  sql`update app_ai.narratives set owner_id = valuation.owner_id::text
    from app_valuation.valuations valuation where valuation.id::text = narratives.valuation_id`,
  sql`create function app_ai.current_account() returns text
    language sql stable parallel safe
    return (select substring(current_setting('app.actor', true) from '^(?:guest|user):(.+)$'))`,
  sql`comment on function app_ai.current_account is
    'The account that the statement is for; null for everybody who is no guest or user, and where nobody was named'`,
  sql`create policy owner on app_ai.narratives to app_ai using (owner_id = (select app_ai.current_account()))`,
  sql`create policy guest_migration_reads on app_ai.narratives for select to app_ai
    using ((select current_setting('app.actor', true)) = 'service:user')`,
  sql`create policy guest_migration_writes on app_ai.narratives for update to app_ai
    using ((select current_setting('app.actor', true)) = 'service:user')`,
  sql`alter table app_ai.narratives enable row level security`,
];

/** Narratives know their owner, and PostgreSQL shows them to nobody else. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
