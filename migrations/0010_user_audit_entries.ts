import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { auditTrigger, createAuditEntries, createPartitionFunctions } from './monthly-partitions.ts';

const SCHEMA = 'app_user';

const STATEMENTS = [
  // Who waits for longer for a table in use would hold up everybody behind: better to fail, and to try again.
  sql`set local lock_timeout = '5s'`,
  ...createPartitionFunctions(SCHEMA, ['audit_entries']),
  ...createAuditEntries(SCHEMA),
  sql`select app_user.make_partitions()`,
  auditTrigger(SCHEMA, 'users', { event: 'insert', action: 'user.registered', subject: 'id' }),
  auditTrigger(SCHEMA, 'users', { event: 'delete', action: 'user.erased', subject: 'id' }),
  auditTrigger(SCHEMA, 'sessions', { event: 'insert', action: 'session.started', subject: 'user_id' }),
  auditTrigger(SCHEMA, 'guest_migrations', { event: 'insert', action: 'guest.moved', subject: 'guest_session_id' }),
];

/** The audit trail of accounts and sign-ins. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
