import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { auditTrigger } from './monthly-partitions.ts';

const STATEMENTS = [
  sql`alter table app_user.users add column roles text[] not null default '{}'`,
  sql`comment on column app_user.users.roles is 'What the account may do beside what every account may, such as admin'`,

  sql`create table app_user.partners (
    id uuid primary key default uuidv7(),
    created_at timestamptz not null,
    name text not null check (char_length(name) between 1 and 100),
    client_name text not null constraint partners_client_name_key unique
      check (client_name ~ '^partner-[a-z0-9][a-z0-9-]{0,49}$')
  )`,

  sql`create index partners_name_id on app_user.partners (name, id)`,

  sql`create table app_user.partner_keys (
    id uuid primary key default uuidv7(),
    partner_id uuid not null references app_user.partners on delete cascade,
    created_at timestamptz not null,
    prefix text not null constraint partner_keys_prefix_key unique check (prefix ~ '^[0-9a-f]{16}$'),
    key_hash bytea not null check (octet_length(key_hash) = 32),
    scopes text[] not null,
    expires_at timestamptz,
    revoked_at timestamptz
  )`,
  sql`create index partner_keys_partner_id on app_user.partner_keys (partner_id)`,
  auditTrigger('app_user', 'partners', { event: 'insert', action: 'partner.created', subject: 'id' }),
  auditTrigger('app_user', 'partner_keys', { event: 'insert', action: 'key.issued', subject: 'partner_id' }),
  auditTrigger('app_user', 'partner_keys', {
    event: 'update of revoked_at',
    action: 'key.revoked',
    subject: 'partner_id',
  }),
  sql`comment on column app_user.partner_keys.key_hash is 'SHA-256 of the whole key, which has 256 random bits'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
