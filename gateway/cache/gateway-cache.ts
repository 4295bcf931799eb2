import { invalidatedTags } from '../../lib/cache-invalidation.ts';
import type { Invalidation } from '../../lib/cache-invalidation.ts';
import type { Logger } from '../../lib/log.ts';
import type { Redis } from '../../lib/redis.ts';
import type { ScopeOf } from '../auth/identity-scope.ts';
import type { GatewayContext } from '../context.ts';
import type { Registry } from 'prom-client';
import { createCachedAnswers } from './answer-from-cache.ts';
import type { AnswerFromCache } from './answer-from-cache.ts';
import { createCacheCounts } from './cache-counts.ts';
import { keptEntities } from './cache-config.ts';
import type { CacheConfig } from './cache-config.ts';
import type { Purge } from './purge/purge-queue.ts';
import { createCacheStore } from './cache-store.ts';
import { STALE_IF_ERROR_SECONDS, STALE_WHILE_REVALIDATE_SECONDS } from './cdn-headers.ts';
import { createEntityCache } from './entity-cache.ts';
import type { EntityCache } from './entity-cache.ts';
import { createResponseCache, mutatedTags } from './response-cache.ts';

/** What the gateway keeps, and how it is dropped. */
export interface GatewayCache {
  /** Undefined when whole answers are not kept. */
  readonly answerFromCache: AnswerFromCache | undefined;
  /** Of the schema that serves from now on. */
  setVersion(version: string): void;
  /** Undefined when entities are not kept. */
  readonly entities: EntityCache | undefined;
  /** To be awaited before the answer to an operation is sent; undefined when it has changed nothing. */
  settle(context: Pick<GatewayContext, 'effects' | 'identity'>): Promise<void> | undefined;
  invalidate(invalidation: Invalidation): Promise<void>;
  close(): Promise<void>;
}

export interface GatewayCacheOptions {
  readonly config: CacheConfig & { readonly NODE_ENV: string; readonly SIGNING_SECRETS: readonly string[] };
  readonly redis: Redis | undefined;
  /** Told of every change: nobody who comes after it is to share what was fetched before. */
  readonly onChanged: () => void;
  readonly scopeOf: ScopeOf;
  readonly metrics: Registry;
  /** Undefined without a CDN. */
  readonly cdn: Purge | undefined;
  readonly logger: Logger;
}

const BYTES_PER_MB = 1_048_576;

export function createGatewayCache(options: GatewayCacheOptions): GatewayCache {
  const { config, redis, onChanged, cdn, scopeOf, metrics, logger } = options;
  const keepsResponses = config.RESPONSE_CACHE === 'on';
  const keepsEntities = config.ENTITY_CACHE.length > 0;
  const store =
    keepsResponses || keepsEntities || cdn
      ? createCacheStore({
          maxMemoryBytes: config.CACHE_MEMORY_MB * BYTES_PER_MB,
          redis,
          secrets: config.SIGNING_SECRETS,
          onAnnounced: (tags) => void cdn?.purge(tags),
          onInvalidated: onChanged,
          metrics,
          logger,
        })
      : undefined;
  const drop = async (tags: readonly string[]): Promise<void> => {
    await store?.invalidate(tags);
    // Last, so that the CDN finds nothing old when it asks again.
    await cdn?.purge(tags);
  };

  const responses =
    store && keepsResponses
      ? createResponseCache({
          store,
          scopeOf,
          staleWhileRevalidateSeconds: STALE_WHILE_REVALIDATE_SECONDS,
          staleIfErrorSeconds: STALE_IF_ERROR_SECONDS,
        })
      : undefined;

  return {
    answerFromCache:
      responses &&
      createCachedAnswers({ responses, counts: createCacheCounts(metrics), isOpen: config.NODE_ENV !== 'production' }),
    setVersion: (version) => responses?.setVersion(version),
    entities:
      store && keepsEntities
        ? createEntityCache({ store, scopeOf, isKept: keptEntities(config.ENTITY_CACHE) })
        : undefined,
    settle({ effects, identity }) {
      if (!effects.hasMutated) return undefined;
      onChanged();
      const tags = mutatedTags(effects, identity, scopeOf);
      return tags.length > 0 ? drop(tags) : undefined;
    },
    invalidate: (invalidation) => drop(invalidatedTags(invalidation)),
    async close() {
      store?.close();
      await cdn?.close();
    },
  };
}
