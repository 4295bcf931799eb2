import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUserSubgraph } from './user-subgraph.ts';
import type { UserSubgraph } from './user-subgraph.ts';

const SQL = `
  insert into app_user.users (id, created_at, email, password_hash)
  values ('0190a000-0000-7000-8000-000000000001', now(), 'ann@example.com', '');

  insert into app_user.guest_sessions (created_at, expires_at)
  select now() - interval '9 days', now() - interval '2 days' from generate_series(1, 1200);

  insert into app_user.guest_sessions (id, created_at, expires_at) values
    ('0190a000-0000-7000-8000-00000000000a', now() - interval '9 days', now() - interval '2 days'),
    ('0190a000-0000-7000-8000-00000000000b', now() - interval '9 days', now() - interval '2 days'),
    ('0190a000-0000-7000-8000-00000000000c', now(), now() + interval '7 days');
  insert into app_user.guest_migrations (guest_session_id, user_id, created_at, completed_at, next_delivery_at)
  select id, '0190a000-0000-7000-8000-000000000001', now(), completed_at, next_delivery_at
    from (values
      ('0190a000-0000-7000-8000-00000000000a'::uuid, now(), null::timestamptz),
      ('0190a000-0000-7000-8000-00000000000b', null, now() + interval '1 day')
    ) as migration (id, completed_at, next_delivery_at);

  insert into app_user.sessions (id, user_id, created_at, expires_at)
  select id::uuid, '0190a000-0000-7000-8000-000000000001', now() - interval '20 days', expires_at
    from (values
      ('0190a000-0000-7000-8000-0000000000f1', now() - interval '2 days'),
      ('0190a000-0000-7000-8000-0000000000f2', now() + interval '2 days')
    ) as session (id, expires_at);
  insert into app_user.refresh_tokens (token_hash, session_id, issued_at, expires_at)
  select sha256(name::bytea), session_id::uuid, now() - interval '20 days', expires_at
    from (values
      ('ended session', '0190a000-0000-7000-8000-0000000000f1', now() - interval '2 days'),
      ('ended', '0190a000-0000-7000-8000-0000000000f2', now() - interval '2 days'),
      ('live', '0190a000-0000-7000-8000-0000000000f2', now() + interval '2 days')
    ) as token (name, session_id, expires_at);

  insert into app_user.login_throttles (email_hash, attempt_count, window_started_at, last_attempt_at)
  values (sha256('old'), 1, now() - interval '2 days', now() - interval '2 days'), (sha256('new'), 1, now(), now());

  insert into app_user.idempotency_keys (key_hash, input_hash, expires_at)
  select sha256(n::text::bytea), sha256(''), now() from generate_series(1, 1200) n
  union all select sha256('live'), sha256(''), now() + interval '1 hour'`;

let subgraph: UserSubgraph;
beforeAll(async () => {
  subgraph = await startUserSubgraph({ prepare: (database) => database.query(SQL) });
});
afterAll(() => subgraph.close());

test('what ended a day ago and keys that have expired are deleted, but no guest whose valuations are still to be moved', async () => {
  const rest = async () => {
    const [row] = await subgraph.database.query(`select
      (select array_agg(right(id::text, 1) order by id) from app_user.guest_sessions) as guests,
      (select array_agg(right(id::text, 2)) from app_user.sessions) as sessions,
      (select array_agg(token_hash = sha256('live')) from app_user.refresh_tokens) as tokens,
      (select array_agg(email_hash = sha256('new')) from app_user.login_throttles) as throttles,
      (select array_agg(key_hash = sha256('live')) from app_user.idempotency_keys) as keys`);
    return row;
  };
  await expect
    .poll(rest, { timeout: 10_000 })
    .toEqual({ guests: ['b', 'c'], sessions: ['f2'], tokens: [true], throttles: [true], keys: [true] });
});
