import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { CacheOutcome } from './response-cache.ts';

export interface CacheCounts {
  /** @param operation the name of a registered one; undefined for all others, whose names anybody can make. */
  count(operation: string | undefined, result: CacheOutcome['result']): void;
}

const OTHERS = 'other';

/** Counts requests by operation and by what their answers came from. Told to the registry when it is read, not before. */
export function createCacheCounts(registry: Registry): CacheCounts {
  const counts = new Map<string, Record<CacheOutcome['result'], number>>();
  const counter = new Counter({
    name: 'gateway_cache_requests_total',
    help: 'Operations by what their answers came from: hit, stale, miss or bypass.',
    labelNames: ['operation', 'result'],
    registers: [registry],
    collect() {
      counter.reset();
      for (const [operation, results] of counts)
        for (const [result, value] of Object.entries(results)) counter.inc({ operation, result }, value);
    },
  });
  return {
    count(operation = OTHERS, result) {
      const results = counts.get(operation) ?? { hit: 0, stale: 0, miss: 0, bypass: 0 };
      counts.set(operation, results);
      results[result]++;
    },
  };
}
