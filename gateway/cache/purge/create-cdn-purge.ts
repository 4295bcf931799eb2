import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Logger } from '../../../lib/log.ts';
import { REPLICA_LAG_MS } from '../cache-store.ts';
import { createCdnApi } from './cdn-config.ts';
import type { CdnConfig } from './cdn-config.ts';
import { createPurgeQueue } from './purge-queue.ts';
import type { Purge } from './purge-queue.ts';

export interface CdnPurgeOptions {
  readonly config: CdnConfig & { readonly OPERATION_TIMEOUT_MS: number };
  readonly metrics: Registry;
  readonly logger: Logger;
}

/** What tells the CDN of the configuration what to drop; undefined without one. @throws ConfigError. */
export function createCdnPurge({ config, metrics, logger }: CdnPurgeOptions): Purge | undefined {
  const api = createCdnApi(config);
  if (!api) return undefined;
  const calls = new Counter({
    name: 'gateway_cdn_purge_calls_total',
    help: 'Calls that told the CDN what to drop.',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  return createPurgeQueue({
    api,
    // By then every answer that was under way at a purge has been sent, and no replica that gives answers is behind it.
    repeatAfterMs: config.OPERATION_TIMEOUT_MS + REPLICA_LAG_MS,
    logger,
    onCall: (outcome) => calls.inc({ outcome }),
  });
}
