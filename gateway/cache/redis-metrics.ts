import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** Tells whether gateways share what they keep at the moment. Returns what counts a command that Redis did not carry out. */
export function createRedisMetrics(registry: Registry, isUsable: () => boolean): () => void {
  new Gauge({
    name: 'gateway_redis_usable',
    help: '1 while answers are looked up and stored in Redis, 0 while the gateway goes on without.',
    registers: [registry],
    collect() {
      this.set(isUsable() ? 1 : 0);
    },
  });
  const failures = new Counter({
    name: 'gateway_redis_failures_total',
    help: 'Look-ups and stores of the cache that Redis refused or did not carry out in time.',
    registers: [registry],
  });
  return () => failures.inc();
}
