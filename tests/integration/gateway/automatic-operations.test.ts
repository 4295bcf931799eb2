import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloServer } from '@apollo/server';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAutomaticOperations } from '../../../gateway/operations/persisted/automatic-operations.ts';
import { startRedis } from '../../../lib/cluster/redis-process.ts';
import type { RedisProcess } from '../../../lib/cluster/redis-process.ts';
import { createRedis } from '../../../lib/redis.ts';
import type { Redis } from '../../../lib/redis.ts';
import { sha256Hex } from '../../../lib/sha256-hex.ts';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';
import type { TestGateway, TestSubgraph } from '../../support/gateway.ts';

const apq = (query: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256Hex(query) } });

const SDL = 'type Query { hello: String! secret: String! }';
const RESOLVERS = { Query: { hello: () => 'world', secret: () => 'told' } };

const directory = await mkdtemp(path.join(tmpdir(), 'apq-'));
const process = await startRedis({ directory, password: 'apq', maxMemoryMb: 64 });
if (!process) console.warn('Skipped: automatic persisted queries over Redis, since there is no redis-server here.');

describe.skipIf(!process)('automatic persisted queries of several gateways on one Redis', () => {
  const { url } = process as RedisProcess;
  let redis: Redis;
  let subgraph: TestSubgraph;
  let gateways: TestGateway[];

  beforeAll(async () => {
    redis = createRedis(url, pino({ level: 'silent' }));
    await new Promise((resolve) => redis.once('ready', resolve));
    subgraph = await startTestSubgraph('hello', SDL, RESOLVERS);
    const supergraph = compose([subgraph]);
    gateways = await Promise.all([1, 2].map(() => startTestGateway(supergraph, { REDIS_URL: url })));
    for (const gateway of gateways) while ((await fetch(`${gateway.url}/health/ready`)).status !== 200) await sleep(50);
  });

  afterAll(async () => {
    for (const gateway of gateways) await gateway.close();
    await subgraph.close();
    redis.disconnect();
    await process?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const ask = async (gateway: number, body: object) => {
    const answer = await gateways[gateway]?.post(JSON.stringify(body));
    return answer?.body.data ?? answer?.body.errors?.[0]?.extensions['code'];
  };

  it('are registered with one and known to all', async () => {
    const query = '{ hello }';
    expect(await ask(1, { extensions: apq(query) })).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await ask(0, { query, extensions: apq(query) })).toEqual({ hello: 'world' });
    expect(await ask(1, { extensions: apq(query) })).toEqual({ hello: 'world' });
  });

  it('never run a wrong text that was planted under a right hash', async () => {
    const query = '{ shared: hello }';
    const planted = '{ secret }';
    expect(await ask(0, { query, extensions: apq(query) })).toEqual({ shared: 'world' });
    for (const key of await redis.keys('apq:*')) await redis.set(key, planted);
    expect(await ask(1, { extensions: apq(query) })).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await ask(1, { query, extensions: apq(query) })).toEqual({ shared: 'world' });
    expect(await ask(1, { extensions: apq(query) })).toEqual({ shared: 'world' });
  });

  it('would run it with what Apollo Server brings', async () => {
    const query = '{ stock: hello }';
    const shared = { get: async () => '{ secret }', set: async () => undefined, delete: async () => true };
    const stock = new ApolloServer({ typeDefs: SDL, resolvers: RESOLVERS, persistedQueries: { cache: shared } });
    const { body } = await stock.executeOperation({ extensions: apq(query) });
    expect(body).toMatchObject({ kind: 'single', singleResult: { data: { secret: 'told' } } });
    await stock.stop();
  });

  it('have at most 4,096 keys in Redis, whatever is registered', async () => {
    const operations = createAutomaticOperations(redis);
    for (let n = 0; n < 8_000; n++) {
      operations.register(sha256Hex(`{ q${n} }`), `{ q${n} }`, `registrant ${n >> 6}`);
      if (n % 100 === 0) await redis.ping();
    }
    const keys = await redis.keys('apq:*');
    expect(keys.length).toBeGreaterThan(3_000);
    expect(keys.length).toBeLessThanOrEqual(4_096);
    expect(await redis.ttl(keys[0] ?? '')).toBeGreaterThan(0);
  });

  it('go on while Redis is away', async () => {
    await process?.stop();
    const query = '{ alone: hello }';
    expect(await ask(0, { query, extensions: apq(query) })).toEqual({ alone: 'world' });
    expect(await ask(0, { extensions: apq(query) })).toEqual({ alone: 'world' });
    expect(await ask(1, { extensions: apq(query) })).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});
