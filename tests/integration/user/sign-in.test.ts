import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS, PASSWORD, startUserSubgraph } from './user-subgraph.ts';
import type { UserSubgraph } from './user-subgraph.ts';

let subgraph: UserSubgraph;
beforeAll(async () => {
  subgraph = await startUserSubgraph();
});
afterAll(() => subgraph.close());

const WRONG = 'wrong horse battery staple';
const newEmail = () => `${randomUUID()}@example.com`;

/** Signs in the given number of times, one after the other, and returns the code of each answer. */
async function attempt(count: number, email: string, password: string): Promise<unknown[]> {
  const codes: unknown[] = [];
  for (let i = 0; i < count; i++) {
    const { errors } = await subgraph.login({ email, password });
    codes.push(errors?.[0]?.extensions['code'] ?? 'OK');
  }
  return codes;
}

describe('registering', () => {
  test('signs the person in with a token for 15 minutes and one for 7 days', async () => {
    const answer = await subgraph.register({
      email: '  Ann.Peeters@Example.COM ',
      password: PASSWORD,
      displayName: ' Ann ',
    });
    const result = subgraph.resultOf(answer);
    const { payload } = await subgraph.verify(result.accessToken);

    expect(result.user).toMatchObject({ email: 'ann.peeters@example.com', displayName: 'Ann' });
    expect(result.guestMigration).toBe(null);
    expect(Date.parse(result.accessTokenExpiresAt)).toBe(subgraph.clock().getTime() + 15 * MINUTE_MS);
    expect(Date.parse(result.refreshTokenExpiresAt)).toBe(subgraph.clock().getTime() + 7 * 24 * 60 * MINUTE_MS);
    expect(Buffer.from(result.refreshToken, 'base64url')).toHaveLength(32);
    expect(payload).toMatchObject({ sub: result.user.id, kind: 'user', roles: ['user'], scopes: [] });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(15 * 60);
    expect(payload['sid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('with an e-mail that has an account is a CONFLICT, however it is written', async () => {
    const email = newEmail();
    await subgraph.register({ email, password: PASSWORD });
    const { data, errors } = await subgraph.register({ email: email.toUpperCase(), password: PASSWORD });
    expect(data).toBe(null);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', retryable: false });
  });

  test('twice at the same time makes one account', async () => {
    const email = newEmail();
    const answers = await Promise.all([1, 2].map(() => subgraph.register({ email, password: PASSWORD })));
    expect(answers.map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'OK').sort()).toEqual(['CONFLICT', 'OK']);
  });

  test.each([
    ['a short password', { password: 'short' }, 'input.password', 'must have at least 12 characters'],
    ['an endless password', { password: 'x'.repeat(201) }, 'input.password', 'must have at most 200 characters'],
    ['no e-mail address', { email: 'ann at example.com' }, 'input.email', 'must be an e-mail address'],
    ['an empty name', { displayName: ' ' }, 'input.displayName', 'must not be empty'],
    ['a long name', { displayName: 'x'.repeat(101) }, 'input.displayName', 'must have at most 100 characters'],
    ['a NUL in the name', { displayName: 'A\0n' }, 'input.displayName', 'must not contain control characters'],
  ])('with %s is refused, naming the field', async (_what, wrong, path, message) => {
    const email = newEmail();
    const { errors } = await subgraph.register({ email, password: PASSWORD, ...wrong });
    expect(errors?.[0]).toMatchObject({
      message: `"${path}" ${message}.`,
      extensions: { code: 'BAD_USER_INPUT', fields: [{ path, message }] },
    });
    expect(await attempt(1, email, PASSWORD)).toEqual(['UNAUTHENTICATED']);
  });

  test('stores the password as a salted scrypt hash with its parameters', async () => {
    const [one, two] = await Promise.all([subgraph.registerSomebody(), subgraph.registerSomebody()]);
    const rows = await subgraph.database.query<{ password_hash: string }>(
      'select password_hash from app_user.users where id = any($1)',
      [[one.user.id, two.user.id]],
    );
    const hashes = rows.map((row) => row.password_hash);
    for (const hash of hashes) expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(new Set(hashes)).toHaveLength(2);
  });
});

describe('signing in', () => {
  test('works with the e-mail in any case', async () => {
    const { user } = await subgraph.registerSomebody();
    const answer = await subgraph.login({ email: user.email.toUpperCase(), password: PASSWORD });
    expect(subgraph.resultOf(answer).user).toEqual(user);
  });

  test('takes the same characters for the same password, however they are composed', async () => {
    const email = newEmail();
    await subgraph.register({ email, password: 'caf\u00e9 caf\u00e9 caf\u00e9' });
    expect(await attempt(1, email, 'cafe\u0301 cafe\u0301 cafe\u0301')).toEqual(['OK']);
  });

  test('does not tell a wrong password from an unknown e-mail', async () => {
    const { user } = await subgraph.registerSomebody();
    const [wrongPassword, unknownEmail] = await Promise.all([
      subgraph.login({ email: user.email, password: WRONG }),
      subgraph.login({ email: newEmail(), password: PASSWORD }),
    ]);
    expect(wrongPassword.errors?.[0]).toMatchObject({
      message: 'E-mail or password is wrong.',
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect(unknownEmail.errors?.[0]?.message).toBe(wrongPassword.errors?.[0]?.message);
    expect(unknownEmail.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});

describe('the audit trail', () => {
  test('has each login that failed, with the account if there is one and nothing that was typed', async () => {
    const { user } = await subgraph.registerSomebody();
    const [unknown, password] = [newEmail(), `${WRONG} ${randomUUID()}`];
    const failuresOf = (subject: string) =>
      subgraph.database.query(
        `select actor, action from app_user.audit_entries where subject_id = $1 and action = 'login.failed'`,
        [subject],
      );
    const nobody = '00000000-0000-0000-0000-000000000000';
    const ofNobody = (await failuresOf(nobody)).length;
    await attempt(2, user.email, password);
    await attempt(1, user.email, PASSWORD);
    await attempt(1, unknown, password);
    expect(await failuresOf(user.id)).toHaveLength(2);
    expect(await failuresOf(nobody)).toHaveLength(ofNobody + 1);
    const [trail] = await subgraph.database.query<{ text: string }>(
      `select string_agg(entry::text, ' ') as text from app_user.audit_entries entry`,
    );
    for (const typed of [user.email, unknown, password]) expect(trail?.text).not.toContain(typed);
  });

  test('takes from the service that entry and no other', async () => {
    const rights = await subgraph.database.query(
      `select privilege from unnest(array['select', 'insert', 'update', 'delete']) privilege
        where has_table_privilege('app_user', 'app_user.audit_entries', privilege)`,
    );
    expect(rights).toEqual([]);
  });
});

describe('guessing a password', () => {
  test('is slowed down after ten attempts, and the owner waits half a minute at most', async () => {
    const { user } = await subgraph.registerSomebody();
    const failures = await attempt(10, user.email, WRONG);
    expect(failures).toEqual(failures.map(() => 'UNAUTHENTICATED'));
    expect(await attempt(2, user.email, PASSWORD)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);

    subgraph.advance(29_000);
    expect(await attempt(1, user.email, WRONG)).toEqual(['RATE_LIMITED']);
    subgraph.advance(2_000);
    expect(await attempt(2, user.email, PASSWORD)).toEqual(['OK', 'OK']);
  });

  test('many times at once gets ten answers at most', async () => {
    const email = newEmail();
    const answers = await Promise.all(Array.from({ length: 20 }, () => subgraph.login({ email, password: WRONG })));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions['code']);
    expect(codes).toContain('UNAUTHENTICATED');
    expect(codes.filter((code) => code === 'UNAUTHENTICATED').length).toBeLessThanOrEqual(10);
  });

  test('is slowed down for an unknown e-mail as well, and forgotten after 15 minutes', async () => {
    const email = newEmail();
    expect((await attempt(11, email, WRONG)).at(-1)).toBe('RATE_LIMITED');
    subgraph.advance(15 * MINUTE_MS + 1);
    expect(await attempt(2, email, WRONG)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
  });
});
