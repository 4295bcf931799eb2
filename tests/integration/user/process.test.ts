import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANONYMOUS } from '../../../lib/identity.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { createSignedClient } from '../../support/signed-client.ts';
import { createSigningJwk, environment } from './user-subgraph.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const MAIN = fileURLToPath(new URL('../../../subgraphs/user/main.ts', import.meta.url));

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const outcome = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([stdout, stderr, [code]]) => ({ stdout, stderr, code: code as number | null }),
  );
  return { outcome, stop: () => child.kill('SIGTERM') };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('started with wrong settings', () => {
  const refusal = async (change: Record<string, string>) => {
    const { code, stdout, stderr } = await start({ ...environment(database.urlFor('user')), ...change }).outcome;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    return stderr;
  };

  test('it names every variable that is missing, in one sentence', async () => {
    expect(await refusal({ JWT_SIGNING_KEYS: '', SIGNING_SECRETS: '' })).toBe(
      'user cannot start: SIGNING_SECRETS is required; JWT_SIGNING_KEYS is required. See docs/configuration.md.\n',
    );
  });

  test('it says what is wrong with a signing key, and does not repeat it', async () => {
    const stderr = await refusal({
      JWT_SIGNING_KEYS: JSON.stringify([createSigningJwk('a'), { ...createSigningJwk('b'), d: 'c2VjcmV0' }]),
    });
    expect(stderr).toBe(
      'user cannot start: JWT_SIGNING_KEYS has at place 2 a JWK whose x, y and d are not one P-256 key pair. See docs/configuration.md.\n',
    );
  });
});

describe('started as a process', () => {
  test('it logs neither e-mail addresses nor passwords nor tokens, and ends with 0 when told to', async () => {
    const port = await findFreePort();
    const service = start({ ...environment(database.urlFor('user')), PORT: String(port), LOG_LEVEL: 'debug' });
    const url = `http://127.0.0.1:${port}`;
    await expect
      .poll(() => fetch(`${url}/health/ready`).then(({ status }) => status, String), { timeout: 10_000 })
      .toBe(200);
    const ask = createSignedClient('user', url);
    const [email, password, badPassword] = ['ann@example.com', 'correct horse battery', 'wrong horse battery'];
    const authenticate = (field: string, input: object) =>
      ask<{ result: { accessToken: string; refreshToken: string } } | null>(
        ANONYMOUS,
        `mutation ($input: ${field === 'login' ? 'LoginInput' : 'RegisterInput'}!) { result: ${field}(input: $input) { accessToken refreshToken } }`,
        { input },
      );
    const { data } = await authenticate('register', { email, password });
    const { accessToken = '', refreshToken = '' } = data?.result ?? {};
    await authenticate('register', { email, password });
    await authenticate('login', { email, password: badPassword });
    for (let i = 0; i < 2; i++)
      await ask(ANONYMOUS, 'mutation ($token: String!) { refreshTokens(refreshToken: $token) { accessToken } }', {
        token: refreshToken,
      });
    await database.query('alter table app_user.users rename column display_name to renamed');
    const { errors } = await authenticate('register', { email: `new.${email}`, password });
    await database.query('alter table app_user.users rename column renamed to display_name');
    service.stop();
    const { code, stdout, stderr } = await service.outcome;

    expect(errors?.[0]?.message).toBe('Something went wrong on our side. Quote the request id when you report it.');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('a refresh token was used twice');
    expect(stdout).toContain('unexpected error');
    for (const secret of [email, password, badPassword, accessToken, refreshToken])
      expect(stdout).not.toContain(secret);
  });

  test('it starts without its database and is not ready', async () => {
    const port = await findFreePort();
    const service = start({ ...environment('postgres://app_user:x@127.0.0.1:1/none'), PORT: String(port) });
    const ready = () => fetch(`http://127.0.0.1:${port}/health/ready`).then(({ status }) => status, String);
    await expect.poll(ready, { timeout: 10_000 }).toBe(503);
    service.stop();
    expect(await service.outcome).toMatchObject({ code: 0, stderr: '' });
  });
});
