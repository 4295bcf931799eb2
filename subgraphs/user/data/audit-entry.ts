import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { UserSchema } from './tables.ts';

/** Enters a login that failed in the audit trail; without an account when the address has none, which is not kept. */
export async function insertLoginFailure(db: Kysely<UserSchema>, accountId: string | undefined): Promise<void> {
  await sql`select audit_login_failure(${accountId ?? null})`.execute(db);
}
