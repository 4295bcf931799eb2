import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startRedis } from '../../lib/cluster/redis-process.ts';
import type { RedisProcess } from '../../lib/cluster/redis-process.ts';
import { createRedis } from '../../lib/redis.ts';
import type { Redis } from '../../lib/redis.ts';
import { startCachedFederation } from '../support/cached-federation.ts';
import type { CachedFederation } from '../support/cached-federation.ts';
import type { Answer, TestGateway } from '../support/gateway.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

/** `npm run bench:cache` measures it; here it is only told from waiting for Redis, which would take forever. */
const MUCH_TOO_LONG_MS = 1_000;
const USED_AGAIN = { timeout: 5_000, interval: 100 };

let federation: CachedFederation;
let gateway: TestGateway;
let redis: Redis;

beforeEach(async () => {
  federation = await startCachedFederation({ withRedis: true });
  if (!federation.redis) throw new Error('These tests need redis-server or valkey-server on the PATH.');
  redis = createRedis(federation.redis.url, pino({ level: 'silent' }));
  await new Promise((resolve) => redis.once('ready', resolve));
  gateway = await federation.startGateway({ ANONYMOUS_RATE_LIMIT_PER_MINUTE: '100000' });
});
afterEach(async () => {
  redis.disconnect();
  await federation.close();
});

let lastId = 0;
const nameIn = ({ body }: Answer): unknown => (body.data?.['company'] as { name: string } | null)?.name;
const read = (id: string) => gateway.ask('query Read($id: ID!) { company(id: $id) { name } }', { variables: { id } });

/** Reads, writes and reads again; the answers are right whatever Redis does. */
async function goesOn(): Promise<void> {
  const id = String(lastId++);
  federation.world.names.set(id, 'Old');
  expect(nameIn(await read(id))).toBe('Old');
  expect(nameIn(await read(id))).toBe('Old');
  await gateway.ask('mutation ($id: ID!) { rename(id: $id, name: "New") { name } }', { variables: { id } });
  expect(nameIn(await read(id))).toBe('New');
}

/** Another gateway finds in Redis what this one has read. */
async function isUsed(): Promise<boolean> {
  const id = String(lastId++);
  federation.world.names.set(id, 'Shared');
  await read(id);
  const keys = await redis.dbsize().catch(() => 0);
  await read(String(lastId++));
  return keys > 0 && (await redis.dbsize().catch(() => 0)) > keys;
}

/** The slowest of many reads, some at a time; half of them are of companies that nothing is kept of. */
async function slowestMs(reads: number): Promise<number> {
  const times = Array.from({ length: reads }, async (_, i) => {
    await sleep(10 * i);
    const startedAtMs = performance.now();
    expect((await read(i % 2 === 0 ? 'known' : `new ${i}`)).status).toBe(200);
    return performance.now() - startedAtMs;
  });
  return Math.max(...(await Promise.all(times)));
}

interface Fault {
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

let restarted: RedisProcess | undefined;
afterEach(async () => {
  await restarted?.stop();
  restarted = undefined;
});

const faults: Record<string, Fault> = {
  killed: {
    begin: async () => process.kill(federation.redis?.pid ?? 0, 'SIGKILL'),
    end: async () => {
      const { port, password } = new URL(federation.redis?.url ?? '');
      const directory = await mkdtemp(path.join(tmpdir(), 'redis-'));
      const server = await startRedis({ directory, port: Number(port), password, maxMemoryMb: 64 });
      restarted = server && {
        ...server,
        stop: () => server.stop().then(() => rm(directory, { recursive: true, force: true })),
      };
    },
  },
  frozen: {
    begin: async () => process.kill(federation.redis?.pid ?? 0, 'SIGSTOP'),
    end: async () => process.kill(federation.redis?.pid ?? 0, 'SIGCONT'),
  },
  full: {
    begin: () => redis.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1'),
    end: () => redis.config('SET', 'maxmemory', '64mb'),
  },
  'read-only': {
    begin: () => redis.replicaof('127.0.0.1', 1),
    end: () => redis.replicaof('NO', 'ONE'),
  },
  flushed: { begin: () => redis.flushall(), end: async () => undefined },
  'closing every connection': {
    begin: async () => {
      // Those that listen are of another type.
      for (const type of ['normal', 'pubsub']) await redis.call('CLIENT', 'KILL', 'TYPE', type);
    },
    end: async () => undefined,
  },
};

describe.each(Object.entries(faults))('while Redis is %s', (_name, { begin, end }) => {
  test('answers go on and are right, and it is used again afterwards', async () => {
    await expect.poll(isUsed, USED_AGAIN).toBe(true);
    await begin();
    try {
      for (let i = 0; i < 5; i++) await goesOn();
      expect(await slowestMs(200)).toBeLessThan(MUCH_TOO_LONG_MS);
    } finally {
      await end();
    }
    await goesOn();
    await expect.poll(isUsed, USED_AGAIN).toBe(true);
  });
});

test('what was invalidated while Redis could not be told is not found in it afterwards', async () => {
  const id = String(lastId++);
  federation.world.names.set(id, 'Old');
  await read(id);
  const other = await federation.startGateway();
  process.kill(federation.redis?.pid ?? 0, 'SIGSTOP');
  await gateway.ask('mutation ($id: ID!) { rename(id: $id, name: "New") { name } }', { variables: { id } });
  process.kill(federation.redis?.pid ?? 0, 'SIGCONT');
  await expect.poll(isUsed, USED_AGAIN).toBe(true);
  const late = await federation.startGateway();
  for (const one of [gateway, other, late]) {
    const answer = await one.ask('query Read($id: ID!) { company(id: $id) { name } }', { variables: { id } });
    expect(nameIn(answer)).toBe('New');
  }
});

test('a gateway that alone has lost Redis while another one writes sends nothing that it has kept', async () => {
  const proxy = await startTcpProxy(federation.redis?.url ?? '');
  try {
    const alone = await federation.startGateway({ REDIS_URL: proxy.url });
    const isShared = async () => /^gateway_redis_usable 1$/m.test(await alone.metrics());
    const ask = async (id: string) =>
      nameIn(await alone.ask('query Read($id: ID!) { company(id: $id) { name } }', { variables: { id } }));
    await expect.poll(isShared, USED_AGAIN).toBe(true);
    const ids = ['written while it was away', 'asked for when it was back'];
    for (const id of ids) {
      federation.world.names.set(id, 'Old');
      for (let i = 0; i < 2; i++) expect(await ask(id)).toBe('Old');
    }
    await proxy.cut();
    for (const id of ids)
      await gateway.ask('mutation ($id: ID!) { rename(id: $id, name: "New") { name } }', { variables: { id } });
    expect(await ask(ids[0] ?? '')).toBe('New');
    await proxy.restore();
    await expect.poll(isShared, USED_AGAIN).toBe(true);
    for (const id of ids) expect(await ask(id)).toBe('New');
  } finally {
    await proxy.close();
  }
});

test('nobody waits for Redis for longer than it takes to notice that it is away', () => {
  expect(redis.options).toMatchObject({ enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  expect(redis.options.commandTimeout).toBeLessThan(150);
});

test('operators see that a gateway goes on without Redis, and that it uses it again', async () => {
  const isShown = async (line: RegExp) => line.test(await gateway.metrics());
  await expect.poll(() => isShown(/^gateway_redis_usable 1$/m), USED_AGAIN).toBe(true);
  process.kill(federation.redis?.pid ?? 0, 'SIGSTOP');
  try {
    await goesOn();
    expect(await isShown(/^gateway_redis_usable 0$/m)).toBe(true);
    expect(await isShown(/^gateway_redis_failures_total [1-9]/m)).toBe(true);
  } finally {
    process.kill(federation.redis?.pid ?? 0, 'SIGCONT');
  }
  await expect.poll(() => isShown(/^gateway_redis_usable 1$/m), USED_AGAIN).toBe(true);
});
