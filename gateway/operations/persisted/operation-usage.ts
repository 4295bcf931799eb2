import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Redis } from '../../../lib/redis.ts';

/** What is told of an operation's use. */
export interface OperationUse {
  readonly requests: number;
  /** Null when it has not been asked for since counting began. */
  readonly lastUsedAt: string | null;
}

export interface OperationUsage {
  /** Counts a request for a registered or retired operation. */
  count(operation: { readonly client: string; readonly id: string; readonly name: string }): void;
  /** By id, of one client; of all gateways where they share a Redis, else of this process. */
  usesOf(client: string): Promise<ReadonlyMap<string, OperationUse>>;
  /** Since when is counted. */
  since(): Promise<string>;
  /** Hands over what has been counted, and stops. */
  close(): Promise<void>;
}

interface Tally {
  readonly client: string;
  readonly id: string;
  readonly name: string;
  requests: number;
  /** Of those, how many the shared count lacks. */
  unshared: number;
  lastUsedAtMs: number;
}

const FLUSH_INTERVAL_MS = 10_000;
const SINCE_KEY = 'operations:usage-since';

/**
 * Counts who asks for what, so that an owner knows when an id can be retired. Only registered and retired ids are
 * counted, so their number is bounded.
 */
export function createOperationUsage(redis: Redis | undefined, metrics: Registry): OperationUsage {
  const startedAt = new Date().toISOString();
  const tallies = new Map<string, Map<string, Tally>>();
  const all = (): Tally[] => [...tallies.values()].flatMap((ofClient) => [...ofClient.values()]);
  new Counter({
    name: 'gateway_persisted_operation_requests_total',
    help: 'Requests for registered and retired operations.',
    labelNames: ['client', 'operation', 'id'],
    registers: [metrics],
    collect() {
      this.reset();
      for (const { client, name, id, requests } of all()) this.inc({ client, operation: name, id }, requests);
    },
  });

  async function flush(shared: Redis): Promise<void> {
    const changed = all().filter(({ unshared }) => unshared > 0);
    if (changed.length === 0) return;
    const commands = shared.pipeline().setnx(SINCE_KEY, startedAt);
    const counts = changed.map((tally) => {
      const { client, id, unshared, lastUsedAtMs } = tally;
      commands.hincrby(`operations:requests:${client}`, id, unshared);
      commands.hset(`operations:last-used:${client}`, id, new Date(lastUsedAtMs).toISOString());
      return [tally, unshared] as const;
    });
    const results = await commands.exec().catch(() => null);
    // While Redis is away the counts wait here.
    if (results?.every(([error]) => error === null)) for (const [tally, count] of counts) tally.unshared -= count;
  }
  const timer = redis && setInterval(() => void flush(redis), FLUSH_INTERVAL_MS).unref();

  function ownUsesOf(client: string): Map<string, OperationUse> {
    const own = [...(tallies.get(client)?.values() ?? [])];
    return new Map(
      own.map(({ id, requests, lastUsedAtMs }) => [id, { requests, lastUsedAt: new Date(lastUsedAtMs).toISOString() }]),
    );
  }

  return {
    count({ client, id, name }) {
      const ofClient = tallies.get(client) ?? new Map<string, Tally>();
      const tally = ofClient.get(id) ?? { client, id, name, requests: 0, unshared: 0, lastUsedAtMs: 0 };
      if (tally.requests === 0) tallies.set(client, ofClient.set(id, tally));
      tally.requests++;
      tally.unshared++;
      tally.lastUsedAtMs = Date.now();
    },
    async usesOf(client) {
      if (!redis) return ownUsesOf(client);
      await flush(redis);
      const shared = await Promise.all([
        redis.hgetall(`operations:requests:${client}`),
        redis.hgetall(`operations:last-used:${client}`),
      ]).catch(() => undefined);
      if (!shared) return ownUsesOf(client);
      const [requests, lastUsed] = shared;
      return new Map(
        Object.entries(requests).map(([id, count]) => [
          id,
          { requests: Number(count), lastUsedAt: lastUsed[id] ?? null },
        ]),
      );
    },
    since: async () => (await redis?.get(SINCE_KEY).catch(() => null)) ?? startedAt,
    async close() {
      clearInterval(timer);
      if (redis) await flush(redis);
    },
  };
}
