import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRedis } from '../../../lib/cluster/redis-process.ts';
import { compose, startTestGateway, startTestSubgraph, startTokenIssuer } from '../../support/gateway.ts';
import type { TestGateway, TestSubgraph, TokenIssuer } from '../../support/gateway.ts';

const LIMIT = 20;
const directory = await mkdtemp(path.join(tmpdir(), 'limits-'));
const redis = await startRedis({ directory, password: 'limits', maxMemoryMb: 64 });
if (!redis) console.warn('SKIPPED: limits that gateways share, since there is no redis-server here.');

let subgraph: TestSubgraph;
let issuer: TokenIssuer;
let gateways: TestGateway[];

beforeAll(async () => {
  subgraph = await startTestSubgraph('hello', 'type Query { hello: String! }', { Query: { hello: () => 'world' } });
  issuer = await startTokenIssuer();
  const env = {
    RATE_LIMIT_PER_MINUTE: String(LIMIT),
    JWKS_URL: issuer.jwksUrl,
    ...(redis && { REDIS_URL: redis.url }),
  };
  gateways = await Promise.all([0, 1].map(() => startTestGateway(compose([subgraph]), env)));
  for (const { url } of gateways) while ((await fetch(`${url}/health/ready`)).status !== 200) await sleep(50);
});
afterAll(async () => {
  for (const gateway of gateways) await gateway.close();
  await subgraph.close();
  await issuer.close();
  await redis?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** How many of 60 requests of one account, sent to the gateways in turns, are answered. */
async function answeredOf(sub: string, send: (one: () => Promise<void>) => Promise<void>): Promise<number> {
  const headers = { authorization: `Bearer ${await issuer.issue({ sub })}` };
  let sent = 0;
  let answered = 0;
  while (sent < 3 * LIMIT)
    await send(async () => {
      const answer = await gateways[sent++ % gateways.length]?.ask('{ hello }', { headers });
      if (answer?.status === 200) answered++;
      else expect(answer?.headers.get('retry-after')).toMatch(/^[1-5]?\d$|^60$/);
    });
  return answered;
}

describe.skipIf(!redis)('the share of an account at several gateways on one Redis', () => {
  test('is counted together', async () => {
    expect(await answeredOf('one after another', (one) => one())).toBe(LIMIT);
  });

  test('is kept to when requests come at once', async () => {
    const atOnce = 12;
    const answered = await answeredOf('at once', async (one) => {
      await Promise.all(Array.from({ length: atOnce }, one));
    });
    expect(answered).toBeGreaterThanOrEqual(LIMIT);
    // Up to half of it a gateway does not wait to hear of the others.
    expect(answered).toBeLessThanOrEqual(LIMIT + LIMIT / 2);
  });

  test('is counted by each for itself while Redis is away, and nobody is refused for that', async () => {
    await redis?.stop();
    expect(await answeredOf('without Redis', (one) => one())).toBe(gateways.length * LIMIT);
  });
});

describe('the share of a network address', () => {
  test('is one for a whole IPv6 network, since its owner may change the address with every request', async () => {
    const gateway = await startTestGateway(compose([subgraph]), {
      ANONYMOUS_RATE_LIMIT_PER_MINUTE: '2',
      TRUSTED_PROXIES: '127.0.0.1',
    });
    try {
      const statusFrom = async (address: string): Promise<number> =>
        (await gateway.ask('{ hello }', { headers: { 'x-forwarded-for': address } })).status;
      const statuses: number[] = [];
      for (const host of [':1', ':2', 'a:b:c:d']) statuses.push(await statusFrom(`2001:db8:1:2:${host}`));
      expect(statuses).toEqual([200, 200, 429]);
      expect(await statusFrom('2001:db8:1:3::1')).toBe(200);
    } finally {
      await gateway.close();
    }
  });
});
