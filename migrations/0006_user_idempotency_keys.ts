import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const STATEMENTS = [
  sql`create table app_user.idempotency_keys (
    key_hash bytea primary key check (octet_length(key_hash) = 32),
    input_hash bytea not null check (octet_length(input_hash) = 32),
    result jsonb,
    expires_at timestamptz not null
  )`,
  sql`create index idempotency_keys_expires_at on app_user.idempotency_keys (expires_at)`,
  sql`comment on column app_user.idempotency_keys.result is
    'What finds the first result again: identifiers, never a token. Null only within the transaction that makes it.'`,
];

/** What became of mutations that may be sent again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
