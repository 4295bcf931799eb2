import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const STATEMENTS = [
  sql`create table app_user.guest_sessions (
    id uuid primary key default uuidv7(),
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at)
  )`,
  sql`create index guest_sessions_expires_at on app_user.guest_sessions (expires_at)`,

  sql`create table app_user.users (
    id uuid primary key default uuidv7(),
    created_at timestamptz not null,
    email text not null constraint users_email_key unique check (email = lower(email) and char_length(email) <= 254),
    display_name text check (char_length(display_name) between 1 and 100),
    password_hash text not null
  )`,

  sql`comment on column app_user.users.password_hash is 'scrypt in PHC string format, parameters and salt included'`,

  sql`create table app_user.sessions (
    id uuid primary key default uuidv7(),
    user_id uuid not null references app_user.users on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at)
  )`,
  sql`create index sessions_user_id on app_user.sessions (user_id)`,
  sql`create index sessions_expires_at on app_user.sessions (expires_at)`,
  sql`comment on table app_user.sessions is 'A login and the refresh tokens grown from it. Deleting it ends the session.'`,

  sql`create table app_user.refresh_tokens (
    token_hash bytea primary key check (octet_length(token_hash) = 32),
    session_id uuid not null references app_user.sessions on delete cascade,
    issued_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > issued_at),
    used_at timestamptz
  )`,
  sql`create index refresh_tokens_session_id on app_user.refresh_tokens (session_id)`,
  sql`create index refresh_tokens_expires_at on app_user.refresh_tokens (expires_at)`,

  sql`create table app_user.guest_migrations (
    guest_session_id uuid primary key references app_user.guest_sessions on delete cascade,
    user_id uuid not null references app_user.users on delete cascade,
    created_at timestamptz not null,
    completed_at timestamptz,
    valuation_count integer not null default 0 check (valuation_count >= 0),
    attempt_count integer not null default 0 check (attempt_count >= 0),
    next_delivery_at timestamptz,
    check (completed_at is not null or next_delivery_at is not null)
  )`,
  sql`create index guest_migrations_user_id on app_user.guest_migrations (user_id)`,
  sql`create index guest_migrations_next_delivery_at on app_user.guest_migrations (next_delivery_at)
    where next_delivery_at is not null`,
  sql`comment on table app_user.guest_migrations is 'Outbox of moves of a guest''s valuations to an account'`,

  sql`create table app_user.login_throttles (
    email_hash bytea primary key check (octet_length(email_hash) = 32),
    attempt_count integer not null check (attempt_count > 0),
    window_started_at timestamptz not null,
    last_attempt_at timestamptz not null
  )`,
  sql`create index login_throttles_window_started_at on app_user.login_throttles (window_started_at)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
