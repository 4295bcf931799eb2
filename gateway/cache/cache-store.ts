import type { Registry } from 'prom-client';
import type { Logger } from '../../lib/log.ts';
import { droppingTags } from '../../lib/cache-invalidation.ts';
import type { Redis } from '../../lib/redis.ts';
import { isFresh } from './cache-entry.ts';
import type { CacheEntry } from './cache-entry.ts';
import { createEntryCodec } from './entry-codec.ts';
import { createInvalidationBus } from './invalidation-bus.ts';
import { createMemoryTier } from './memory-tier.ts';
import { createRedisMetrics } from './redis-metrics.ts';
import { createRedisTier } from './redis-tier.ts';

/** When an entry was begun to be made: what was invalidated since may be in it as it was before. */
export interface Beginning {
  /** On this process' monotonic clock. */
  readonly atMs: number;
  /** On Redis' clock; undefined when Redis was not asked. */
  readonly atMicros: number | undefined;
  readonly generation: number;
}

/** Entries in this process, and in Redis where it can be had. Nothing here rejects: what cannot be read is not there. */
export interface CacheStore {
  /** An entry in this process, fresh or not. */
  peek(key: string): CacheEntry | undefined;
  /** The entries under these keys from this process and from Redis, fresh or not. */
  find(keys: readonly string[]): Promise<{ entries: (CacheEntry | undefined)[]; beginning: Beginning }>;
  /** Now, for an entry that is made without looking. */
  begin(): Beginning;
  /** Keeps an entry, unless something that it depends on was invalidated meanwhile; resolves when it is in Redis. */
  put(key: string, entry: CacheEntry, beginning: Beginning): Promise<void>;
  /** Whether nothing that the entry depends on was invalidated since. */
  isCurrent(entry: CacheEntry, beginning: Beginning): boolean;
  /** Drops what has one of the tags, here, in Redis and in other gateways, before it resolves. */
  invalidate(tags: readonly string[]): Promise<void>;
  /** Whether the caller is the one who makes the entry, of all gateways; for at most `ttlMs`. */
  claim(key: string, ttlMs: number): Promise<boolean>;
  release(key: string): Promise<void>;
  close(): void;
}

export interface CacheStoreOptions {
  readonly maxMemoryBytes: number;
  readonly redis: Redis | undefined;
  /** Of the MACs of entries in Redis. */
  readonly secrets: readonly string[];
  /** Told of what a program that is no gateway has changed. */
  readonly onAnnounced: (tags: readonly string[]) => void;
  /** Told of every invalidation, before anything else hears of it. */
  readonly onInvalidated: () => void;
  readonly metrics: Registry;
  readonly logger: Logger;
}

/**
 * What was read within this time after an invalidation may come from a replica that has not heard of the change: replicas
 * further behind get no reads.
 */
export const REPLICA_LAG_MS = 5_000;
/** An entry that took longer to make is not kept, so invalidations need not be remembered for longer. */
const MAX_MAKING_MS = 60_000;
/** While other gateways cannot tell this one what they changed, it keeps things for no longer than this. */
const MAX_UNTOLD_MS = 1_000;

export function createCacheStore({
  maxMemoryBytes,
  redis,
  secrets,
  onAnnounced,
  onInvalidated,
  metrics,
  logger,
}: CacheStoreOptions): CacheStore {
  const memory = createMemoryTier(maxMemoryBytes);
  const shared = redis && createRedisTier(redis, createEntryCodec(secrets));
  const invalidatedAtMs = new Map<string, number>();
  let readableSinceMicros = 0;
  let generation = 0;

  const drop = (tags: readonly string[]): void => {
    const now = performance.now();
    for (const [tag, atMs] of invalidatedAtMs) {
      if (atMs > now - MAX_MAKING_MS - REPLICA_LAG_MS) break;
      invalidatedAtMs.delete(tag);
    }
    for (const tag of tags) {
      // Deleted first, so that the oldest stay in front.
      invalidatedAtMs.delete(tag);
      invalidatedAtMs.set(tag, now);
    }
    memory.drop(tags);
    onInvalidated();
  };
  const forget = (): void => {
    generation++;
    memory.clear();
  };
  const bus =
    redis &&
    createInvalidationBus({
      redis,
      onInvalidated: drop,
      onAnnounced,
      onLost: forget,
      onRecovered: async () => {
        // What was stored before or during an outage may have been invalidated in it without Redis' knowledge.
        if (generation > 0) readableSinceMicros = (await shared?.nowMicros()) ?? 0;
        forget();
      },
      logger,
    });

  const noteFailure = bus && createRedisMetrics(metrics, () => bus.canAsk);

  const wasInvalidated = ({ tags, operation }: CacheEntry, sinceMs: number): boolean =>
    droppingTags(tags, operation).some((tag) => (invalidatedAtMs.get(tag) ?? -Infinity) > sinceMs);
  const begin = (atMicros?: number): Beginning => ({ atMs: performance.now(), atMicros, generation });

  async function findShared(keys: readonly string[]): ReturnType<CacheStore['find']> {
    const begun = begin();
    if (!shared || !bus?.canAsk) return { entries: keys.map(() => undefined), beginning: begun };
    try {
      const { entries, nowMicros } = await shared.find(keys);
      const beginning = { ...begun, atMicros: nowMicros };
      const usable = entries.map((entry) => {
        const isUsable =
          entry !== undefined &&
          beginning.generation === generation &&
          entry.begunAtMicros >= readableSinceMicros &&
          !wasInvalidated(entry, beginning.atMs);
        return isUsable ? entry : undefined;
      });
      for (const [index, entry] of usable.entries()) if (entry) memory.set(keys[index] as string, entry);
      return { entries: usable, beginning };
    } catch (error) {
      bus.suspect();
      noteFailure?.();
      logger.debug({ err: error }, 'the cache goes on without redis');
      return { entries: keys.map(() => undefined), beginning: begun };
    }
  }

  return {
    peek: (key) => memory.get(key),
    async find(keys) {
      const inMemory = keys.map((key) => memory.get(key));
      // Another gateway may have made a fresh one meanwhile.
      const missing = keys.filter((_key, index) => !isFresh(inMemory[index]));
      if (missing.length === 0) return { entries: inMemory, beginning: begin() };
      const { entries, beginning } = await findShared(missing);
      const found = new Map(missing.map((key, index) => [key, entries[index]]));
      return { entries: keys.map((key) => found.get(key) ?? memory.get(key)), beginning };
    },
    begin: () => begin(),
    async put(key, entry, { atMs, atMicros, generation: begunIn }) {
      const isCurrent = (): boolean => begunIn === generation && !wasInvalidated(entry, atMs - REPLICA_LAG_MS);
      if (performance.now() - atMs > MAX_MAKING_MS || !isCurrent()) return;
      if (bus && !bus.isLive) {
        const latestMs = Date.now() + MAX_UNTOLD_MS;
        const until = { freshUntilMs: Math.min(entry.freshUntilMs, latestMs), keptUntilMs: latestMs };
        memory.set(key, { ...entry, ...until });
        return;
      }
      if (shared && bus?.canAsk && atMicros !== undefined) {
        const putting = shared.put(key, entry, atMicros, atMicros - REPLICA_LAG_MS * 1_000);
        const isAdmitted = await putting.catch((error: unknown) => {
          noteFailure?.();
          logger.debug({ err: error }, 'an entry was not stored in redis');
          return true;
        });
        // Redis knows of what was invalidated before this process listened, and more may have been meanwhile.
        if (!isAdmitted || !isCurrent()) return;
      }
      memory.set(key, entry);
    },
    isCurrent: (entry, { atMs, generation: begunIn }) => begunIn === generation && !wasInvalidated(entry, atMs),
    async invalidate(tags) {
      drop(tags);
      await bus?.publish(tags);
    },
    async claim(key, ttlMs) {
      if (!redis || !bus?.canAsk) return true;
      const claimed = await redis.set(`cache:claim:${key}`, '1', 'PX', ttlMs, 'NX').catch(() => 'OK');
      return claimed !== null;
    },
    async release(key) {
      if (bus?.canAsk) await redis?.del(`cache:claim:${key}`).catch(() => undefined);
    },
    close: () => bus?.close(),
  };
}
