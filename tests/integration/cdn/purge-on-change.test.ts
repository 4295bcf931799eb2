import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { storeInvalidation } from '../../../lib/cache-invalidation.ts';
import { createRedis } from '../../../lib/redis.ts';
import { pino } from 'pino';
import { startCachedFederation } from '../../support/cached-federation.ts';
import type { CachedFederation } from '../../support/cached-federation.ts';
import type { TestGateway } from '../../support/gateway.ts';

const RENAME = 'mutation { rename(id: "1", name: "New") { id } }';

let federation: CachedFederation;
let cdn: Server;
let gateway: TestGateway;
/** The keys of each purge so far. */
let purges: string[][] = [];
let answer = (response: ServerResponse): void => void response.end();

beforeAll(async () => {
  federation = await startCachedFederation({ withRedis: true });
  cdn = createServer((request, response) => {
    purges.push(String(request.headers['xkey-purge']).split(' '));
    answer(response);
  });
  await new Promise<void>((resolve) => cdn.listen(0, '127.0.0.1', resolve));
  gateway = await federation.startGateway({
    CDN: 'varnish',
    CDN_PURGE_URLS: `http://127.0.0.1:${(cdn.address() as AddressInfo).port}`,
    CDN_PURGE_TOKEN: 'tests-purge-token-0123456789',
  });
});
afterEach(() => {
  purges = [];
  answer = (response) => void response.end();
});
afterAll(async () => {
  cdn.closeAllConnections();
  await federation.close();
  await new Promise((resolve) => cdn.close(resolve));
});

describe('the CDN', () => {
  it('is told what a mutation changed', async () => {
    expect((await gateway.ask(RENAME)).body.errors).toBeUndefined();
    await expect.poll(() => purges).toEqual([['Company:1', 'Company:any']]);
  });

  it('that does not answer a purge leaves the mutation to be answered', async () => {
    const held: ServerResponse[] = [];
    answer = (response) => void held.push(response);
    expect((await gateway.ask(RENAME)).body.errors).toBeUndefined();
    await expect.poll(() => held.length).toBe(1);
    expect(held[0]?.writableEnded).toBe(false);
    held[0]?.end();
  });

  it('is told what a program that is no gateway announces', async () => {
    if (!federation.redis) return console.warn('SKIPPED: an announced change, since there is no redis-server.');
    const redis = createRedis(federation.redis.url, pino({ level: 'silent' }));
    const announce = () => storeInvalidation(redis, { id: 1, replyTo: '', tags: ['Company'] });
    await expect.poll(() => announce().catch(() => 0)).toBeGreaterThan(0);
    await expect.poll(() => purges.at(-1)).toEqual(['Company']);
    redis.disconnect();
  });
});
