import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANONYMOUS } from '../../../lib/identity.ts';
import { PASSWORD, startUserSubgraph } from './user-subgraph.ts';
import type { UserSubgraph } from './user-subgraph.ts';

let subgraph: UserSubgraph;
beforeAll(async () => {
  subgraph = await startUserSubgraph();
});
afterAll(() => subgraph.close());

const START = `mutation ($key: ID) {
  startGuestSession(idempotencyKey: $key) { guestSession { id createdAt expiresAt } accessToken }
}`;
interface Started {
  readonly startGuestSession: { readonly guestSession: { readonly id: string }; readonly accessToken: string };
}

const newRegistration = () => ({
  email: `${randomUUID()}@example.com`,
  password: PASSWORD,
  idempotencyKey: randomUUID(),
});
const codeOf = ({ errors }: Awaited<ReturnType<UserSubgraph['register']>>) => errors?.[0]?.extensions['code'];

test('starting a guest session twice under one key starts one, and both tokens are of it', async () => {
  const key = randomUUID();
  const start = async () => (await subgraph.ask<Started>(ANONYMOUS, START, { key })).data.startGuestSession;
  const first = await start();
  const again = await start();
  expect(again.guestSession).toEqual(first.guestSession);
  const claims = await Promise.all([first, again].map(({ accessToken }) => subgraph.verify(accessToken)));
  expect(claims[1]?.payload).toEqual(claims[0]?.payload);
  const other = await subgraph.ask<Started>(ANONYMOUS, START, { key: randomUUID() });
  expect(other.data.startGuestSession.guestSession.id).not.toBe(first.guestSession.id);
});

describe('registering twice under one key', () => {
  test('makes one account and one session, whose tokens work', async () => {
    const input = newRegistration();
    const lost = subgraph.resultOf(await subgraph.register(input));
    const again = subgraph.resultOf(await subgraph.register(input));
    expect(again.user).toEqual(lost.user);
    const [lostToken, token] = await Promise.all([lost, again].map(({ accessToken }) => subgraph.verify(accessToken)));
    expect(token?.payload['sid']).toBe(lostToken?.payload['sid']);

    expect((await subgraph.refresh(lost.refreshToken)).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    expect(subgraph.resultOf(await subgraph.refresh(again.refreshToken)).user).toEqual(lost.user);
  });

  test('is a CONFLICT with another password, and gives no tokens', async () => {
    const input = newRegistration();
    await subgraph.register(input);
    const answer = await subgraph.register({ ...input, password: `${PASSWORD}!` });
    expect(answer.data).toBeNull();
    expect(codeOf(answer)).toBe('CONFLICT');
  });

  test('gives no tokens of a session that is in use or has ended', async () => {
    const used = newRegistration();
    await subgraph.refresh(subgraph.resultOf(await subgraph.register(used)).refreshToken);
    expect(codeOf(await subgraph.register(used))).toBe('UNAUTHENTICATED');
    const ended = newRegistration();
    await subgraph.logout(subgraph.resultOf(await subgraph.register(ended)).refreshToken);
    expect(codeOf(await subgraph.register(ended))).toBe('UNAUTHENTICATED');
  });

  test('moves what the guest had, once', async () => {
    const visitor = await subgraph.startGuest();
    const input = newRegistration();
    const first = subgraph.resultOf(await subgraph.register(input, visitor));
    const again = subgraph.resultOf(await subgraph.register(input, visitor));
    expect(first.guestMigration?.status).toBe('COMPLETED');
    expect(again.guestMigration?.status).toBe('COMPLETED');
    expect(again.user).toEqual(first.user);
  });

  test('leaves neither token nor password in the database', async () => {
    const input = newRegistration();
    const { accessToken, refreshToken } = subgraph.resultOf(await subgraph.register(input));
    const rows = JSON.stringify(
      await subgraph.database.query('select k::text as row from app_user.idempotency_keys k'),
    );
    for (const secret of [accessToken, refreshToken, input.password, input.idempotencyKey])
      expect(rows).not.toContain(secret);
  });
});
