import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTokenKeys } from './token-keys.ts';

const MINUTE_MS = 60_000;

let answer: { status: number; body: string };
let asked: number;
let close: () => void;
let url: string;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  close = () => server.close();
});
afterEach(() => {
  vi.useRealTimers();
  close();
});

async function createKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256' };
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid })
    .setExpirationTime('2h')
    .sign(privateKey);
  return { jwk, token };
}

describe('the keys of tokens', () => {
  test.each([
    ['fails', { status: 503, body: 'away' }],
    ['answers nonsense', { status: 200, body: '<html>' }],
  ])('go on when who gives them out %s long after, and only those', async (_what, failure) => {
    const [known, added] = [await createKey('known'), await createKey('added')];
    answer = { status: 200, body: JSON.stringify({ keys: [known.jwk] }) };
    const keys = createTokenKeys(url);
    await jwtVerify(known.token, keys);

    answer = failure;
    vi.setSystemTime(Date.now() + 30 * MINUTE_MS);
    await jwtVerify(known.token, keys);
    await jwtVerify(known.token, keys);
    expect(asked).toBe(2);
    await expect(jwtVerify(added.token, keys)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });

    answer = { status: 200, body: JSON.stringify({ keys: [added.jwk] }) };
    vi.setSystemTime(Date.now() + MINUTE_MS);
    await jwtVerify(added.token, keys);
    await expect(jwtVerify(known.token, keys)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  test('that were never there turn nobody away for good', async () => {
    const { jwk, token } = await createKey('known');
    answer = { status: 503, body: 'away' };
    const keys = createTokenKeys(url);
    await expect(jwtVerify(token, keys)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    answer = { status: 200, body: JSON.stringify({ keys: [jwk] }) };
    vi.setSystemTime(Date.now() + MINUTE_MS);
    await jwtVerify(token, keys);
  });
});
