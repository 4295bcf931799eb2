import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, startUserSubgraph } from './user-subgraph.ts';
import type { UserSubgraph } from './user-subgraph.ts';

let subgraph: UserSubgraph;
beforeAll(async () => {
  subgraph = await startUserSubgraph();
});
afterAll(() => subgraph.close());

async function refreshCode(refreshToken: string): Promise<unknown> {
  const { errors } = await subgraph.refresh(refreshToken);
  return errors?.[0]?.extensions['code'] ?? 'OK';
}

describe('refreshing', () => {
  test('gives new tokens of the same session, each good for one use', async () => {
    const first = await subgraph.registerSomebody();
    const second = subgraph.resultOf(await subgraph.refresh(first.refreshToken));
    const third = subgraph.resultOf(await subgraph.refresh(second.refreshToken));

    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken))).toHaveLength(3);
    expect(third).toMatchObject({ user: first.user, guestMigration: null });
    const sessions = await Promise.all([first, third].map(({ accessToken }) => subgraph.verify(accessToken)));
    expect(sessions[1]?.payload['sid']).toBe(sessions[0]?.payload['sid']);
  });

  test('with a used token ends the session', async () => {
    const first = await subgraph.registerSomebody();
    const second = subgraph.resultOf(await subgraph.refresh(first.refreshToken));
    expect(await refreshCode(first.refreshToken)).toBe('UNAUTHENTICATED');
    expect(await refreshCode(second.refreshToken)).toBe('UNAUTHENTICATED');
  });

  test('with a used token leaves other sessions of the person alone', async () => {
    const stolen = await subgraph.registerSomebody();
    const other = subgraph.resultOf(
      await subgraph.login({ email: stolen.user.email, password: 'correct horse battery staple' }),
    );
    await subgraph.refresh(stolen.refreshToken);
    await subgraph.refresh(stolen.refreshToken);
    expect(await refreshCode(other.refreshToken)).toBe('OK');
  });

  test('twice at the same time succeeds once, and the session ends', async () => {
    const { refreshToken } = await subgraph.registerSomebody();
    const answers = await Promise.all(Array.from({ length: 5 }, () => subgraph.refresh(refreshToken)));
    const winners = answers.filter(({ errors }) => errors === undefined);
    expect(winners).toHaveLength(1);
    for (const winner of winners)
      expect(await refreshCode(subgraph.resultOf(winner).refreshToken)).toBe('UNAUTHENTICATED');
  });

  test('is possible up to 7 days after the last time, again and again', async () => {
    let { refreshToken } = await subgraph.registerSomebody();
    for (let week = 0; week < 3; week++) {
      subgraph.advance(7 * DAY_MS - 1);
      ({ refreshToken } = subgraph.resultOf(await subgraph.refresh(refreshToken)));
    }
    subgraph.advance(7 * DAY_MS);
    expect(await refreshCode(refreshToken)).toBe('UNAUTHENTICATED');
  });

  test.each(['', 'no token of ours', 'A'.repeat(43)])('with %j is UNAUTHENTICATED', async (refreshToken) => {
    expect(await refreshCode(refreshToken)).toBe('UNAUTHENTICATED');
  });

  test('stores no token that could be used', async () => {
    const { refreshToken } = await subgraph.registerSomebody();
    const rows = await subgraph.database.query<{ row: string }>('select t::text as row from app_user.refresh_tokens t');
    const hex = Buffer.from(refreshToken, 'base64url').toString('hex');
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) {
      expect(row).not.toContain(refreshToken);
      expect(row).not.toContain(hex);
    }
  });
});

describe('an access token', () => {
  test('ends after 15 minutes', async () => {
    const { accessToken } = await subgraph.registerSomebody();
    subgraph.advance(15 * MINUTE_MS - 1_000);
    await expect(subgraph.verify(accessToken)).resolves.toHaveProperty('payload.kind', 'user');
    subgraph.advance(2_000);
    await expect(subgraph.verify(accessToken)).rejects.toThrow('"exp" claim timestamp check failed');
  });
});

describe('signing out', () => {
  test('ends the session and may be repeated', async () => {
    const first = await subgraph.registerSomebody();
    const { refreshToken } = subgraph.resultOf(await subgraph.refresh(first.refreshToken));
    expect(await subgraph.logout(refreshToken)).toBe(true);
    expect(await subgraph.logout(refreshToken)).toBe(false);
    expect(await refreshCode(refreshToken)).toBe('UNAUTHENTICATED');
  });

  test('works with a token that was used already', async () => {
    const first = await subgraph.registerSomebody();
    const { refreshToken } = subgraph.resultOf(await subgraph.refresh(first.refreshToken));
    expect(await subgraph.logout(first.refreshToken)).toBe(true);
    expect(await refreshCode(refreshToken)).toBe('UNAUTHENTICATED');
  });

  test('while the token is being refreshed leaves no session behind', async () => {
    const { refreshToken } = await subgraph.registerSomebody();
    const [refreshed] = await Promise.all([subgraph.refresh(refreshToken), subgraph.logout(refreshToken)]);
    if (refreshed.data) expect(await refreshCode(refreshed.data.result.refreshToken)).toBe('UNAUTHENTICATED');
    expect(await subgraph.logout(refreshToken)).toBe(false);
  });
});
