import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const STATEMENTS = [
  // A login that fails changes no row that a trigger could hear of.
  sql`create function app_user.audit_login_failure(account_id uuid) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
    begin atomic
      insert into app_user.audit_entries (actor, action, subject_id)
      values (nullif(current_setting('app.actor', true), ''), 'login.failed',
              coalesce(account_id, '00000000-0000-0000-0000-000000000000'));
    end`,
  sql`comment on function app_user.audit_login_failure is
    'Enters a login with a wrong password in the audit trail; null for an address that has no account'`,
  sql`revoke execute on function app_user.audit_login_failure from public`,
  sql`grant execute on function app_user.audit_login_failure to app_user`,
];

/** Logins that failed, in the audit trail. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
