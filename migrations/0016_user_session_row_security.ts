import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const actor = sql`(select coalesce(current_setting('app.actor', true), ''))`;

const STATEMENTS = [
  sql`set local lock_timeout = '5s'`,
  sql`create policy own on app_user.sessions to app_user using (${actor} in ('', 'user:' || user_id))`,
  sql`create policy own on app_user.refresh_tokens to app_user
    using (exists (select from app_user.sessions where id = session_id))`,
  sql`create policy own on app_user.guest_migrations to app_user
    using (${actor} in ('', 'guest:' || guest_session_id, 'user:' || user_id))`,
  ...['sessions', 'refresh_tokens', 'guest_migrations'].map(
    (table) => sql`alter table ${sql.id('app_user', table)} enable row level security`,
  ),
];

/** What hangs on an account is shown as the account itself: to it alone, and to work that names nobody. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
