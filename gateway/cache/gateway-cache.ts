import { invalidatedTags } from '../../lib/cache-invalidation.ts';
import type { Invalidation } from '../../lib/cache-invalidation.ts';
import type { Logger } from '../../lib/log.ts';
import type { Redis } from '../../lib/redis.ts';
import type { ScopeOf } from '../auth/identity-scope.ts';
import type { GatewayContext } from '../context.ts';
import { keptEntities } from './cache-config.ts';
import type { CacheConfig } from './cache-config.ts';
import { createCacheStore } from './cache-store.ts';
import { STALE_IF_ERROR_SECONDS, STALE_WHILE_REVALIDATE_SECONDS } from './cdn-headers.ts';
import { createEntityCache } from './entity-cache.ts';
import type { EntityCache } from './entity-cache.ts';
import type { Purge } from './purge/purge-queue.ts';
import { createResponseCache, mutatedTags } from './response-cache.ts';
import type { ResponseCache } from './response-cache.ts';

/** What the gateway keeps, and how it is dropped. */
export interface GatewayCache {
  /** Undefined when whole answers are not kept. */
  readonly responses: ResponseCache | undefined;
  /** Undefined when entities are not kept. */
  readonly entities: EntityCache | undefined;
  /** To be awaited before the answer to an operation is sent; undefined when it has changed nothing. */
  settle(context: Pick<GatewayContext, 'effects' | 'identity'>): Promise<void> | undefined;
  invalidate(invalidation: Invalidation): Promise<void>;
  close(): Promise<void>;
}

export interface GatewayCacheOptions {
  readonly config: CacheConfig & { readonly SIGNING_SECRETS: readonly string[] };
  readonly redis: Redis | undefined;
  readonly scopeOf: ScopeOf;
  /** Undefined without a CDN. */
  readonly cdn: Purge | undefined;
  readonly logger: Logger;
}

const BYTES_PER_MB = 1_048_576;

export function createGatewayCache({ config, redis, scopeOf, cdn, logger }: GatewayCacheOptions): GatewayCache {
  const keepsResponses = config.RESPONSE_CACHE === 'on';
  const keepsEntities = config.ENTITY_CACHE.length > 0;
  const store =
    keepsResponses || keepsEntities || cdn
      ? createCacheStore({
          maxMemoryBytes: config.CACHE_MEMORY_MB * BYTES_PER_MB,
          redis,
          secrets: config.SIGNING_SECRETS,
          onAnnounced: (tags) => void cdn?.purge(tags),
          logger,
        })
      : undefined;
  const drop = async (tags: readonly string[]): Promise<void> => {
    await store?.invalidate(tags);
    // Last, so that the CDN finds nothing old when it asks again.
    await cdn?.purge(tags);
  };

  return {
    responses:
      store && keepsResponses
        ? createResponseCache({
            store,
            scopeOf,
            staleWhileRevalidateSeconds: STALE_WHILE_REVALIDATE_SECONDS,
            staleIfErrorSeconds: STALE_IF_ERROR_SECONDS,
          })
        : undefined,
    entities:
      store && keepsEntities
        ? createEntityCache({ store, scopeOf, isKept: keptEntities(config.ENTITY_CACHE) })
        : undefined,
    settle({ effects, identity }) {
      if (!effects.hasMutated) return undefined;
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
