import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { startRedis } from '../../lib/cluster/redis-process.ts';
import type { RedisProcess } from '../../lib/cluster/redis-process.ts';
import { createRedis } from '../../lib/redis.ts';
import type { Redis } from '../../lib/redis.ts';
import type { RunningContender } from '../gateway/contenders.ts';
import { getRequest } from '../gateway/load.ts';
import { quantile } from '../gateway/report.ts';
import { CACHED_GET } from './cached-get.ts';
import { openConnections } from './connections.ts';
import type { Connection } from './connections.ts';
import { mixedRequest } from './mixed-load.ts';
import { runOpenLoop } from './open-loop.ts';

const CONNECTIONS = 100;
const REQUESTS_PER_SECOND = 200;
const USED_AGAIN_WITHIN_MS = 5_000;
const POLL_MS = 50;
const MEMORY_MB = 64;

interface Fault {
  readonly begin: (server: RedisProcess, redis: Redis) => unknown;
  /** Resolves to the server that runs from then on. */
  readonly end: (server: RedisProcess, redis: Redis) => Promise<RedisProcess>;
}

const faults: Readonly<Record<string, Fault>> = {
  frozen: {
    begin: ({ pid }) => process.kill(pid, 'SIGSTOP'),
    end: async (server) => {
      process.kill(server.pid, 'SIGCONT');
      return server;
    },
  },
  full: {
    begin: (_server, redis) => redis.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1'),
    end: async (server, redis) => {
      await redis.config('SET', 'maxmemory', `${MEMORY_MB}mb`);
      return server;
    },
  },
  'read-only': {
    begin: (_server, redis) => redis.replicaof('127.0.0.1', 1),
    end: async (server, redis) => {
      await redis.replicaof('NO', 'ONE');
      return server;
    },
  },
  flushed: { begin: (_server, redis) => redis.flushall(), end: async (server) => server },
  killed: {
    begin: ({ pid }) => process.kill(pid, 'SIGKILL'),
    end: async (server) => {
      await server.stop();
      return start(new URL(server.url));
    },
  },
};

const directory = mkdtempSync(path.join(tmpdir(), 'bench-redis-'));

async function start(at?: URL): Promise<RedisProcess> {
  const port = at && { port: Number(at.port) };
  const server = await startRedis({ directory, password: 'benchmark', maxMemoryMb: MEMORY_MB, ...port });
  if (!server) throw new Error('There is neither redis-server nor valkey-server on the PATH.');
  return server;
}

/** Milliseconds until the gateway stores answers again; undefined when that takes more than 5 s. */
async function usedAgainAfterMs(connection: Connection, redis: Redis): Promise<number | undefined> {
  const startedAtMs = performance.now();
  for (let i = 0; performance.now() - startedAtMs < USED_AGAIN_WITHIN_MS; i++) {
    const before = await redis.dbsize().catch(() => Infinity);
    const id = `again ${startedAtMs} ${i}`;
    await connection.ask(getRequest(`/p/web/Company?variables=${encodeURIComponent(JSON.stringify({ id }))}`));
    await delay(POLL_MS);
    if ((await redis.dbsize().catch(() => 0)) > before) return performance.now() - startedAtMs;
  }
  return undefined;
}

/** Loses Redis in every way under the mixed workload, and prints how much longer the answers took, and until it was used again. */
export async function loseRedis(
  startGateway: (redisUrl: string) => Promise<RunningContender>,
  durationMs: number,
): Promise<void> {
  let server = await start();
  const redis = createRedis(server.url, pino({ level: 'silent' }));
  const gateway = await startGateway(server.url);
  try {
    const connections = await openConnections(gateway.port, CONNECTIONS, CACHED_GET);
    const [own, ...busy] = connections as [Connection, ...Connection[]];
    const p99 = async (): Promise<number> => {
      const load = { connections: busy, requestsPerSecond: REQUESTS_PER_SECOND, durationMs, request: mixedRequest };
      return quantile(await runOpenLoop(load), 0.99);
    };
    console.log(`\nRedis is lost under ${REQUESTS_PER_SECOND} requests/s of the mixed workload`);
    await p99();
    for (const [name, { begin, end }] of Object.entries(faults)) {
      const before = await p99();
      await begin(server, redis);
      const during = await p99();
      server = await end(server, redis);
      const again = await usedAgainAfterMs(own, redis);
      console.log(
        `  ${name.padEnd(9)} p99 ${before.toFixed(1)} → ${during.toFixed(1)} ms, ${(during - before).toFixed(1)} ms more ` +
          `(aim: less than 150), used again after ${again === undefined ? 'more than 5' : (again / 1_000).toFixed(1)} s (aim: 5)`,
      );
    }
    for (const connection of connections) connection.close();
  } finally {
    redis.disconnect();
    await gateway.stop();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
