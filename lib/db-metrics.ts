import { Counter, Gauge, Registry } from 'prom-client';
import type { HealthMonitor } from './db-health.ts';
import { createDurations } from './metrics.ts';
import type { Observe } from './metrics.ts';

/**
 * Why a read was not answered by the replica that would have had it: `ejected` none was fit, `required` only the primary
 * would do, `not-replayed` none was far enough in time, `retried` its node failed.
 */
export type FallbackReason = 'ejected' | 'required' | 'not-replayed' | 'retried';

export interface DatabaseMetrics {
  observe(node: string, access: 'read' | 'write', durationMs: number): void;
  countFallback(reason: FallbackReason): void;
  watch(health: HealthMonitor): void;
}

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What a service's database does, by node. */
export function createDatabaseMetrics(registry: Registry = new Registry()): DatabaseMetrics {
  const durationsOf = createDurations({
    name: 'database_statement_duration_seconds',
    help: 'Time from sending a statement to its whole answer.',
    buckets: BUCKETS_SECONDS,
    labels: ['node', 'access'],
    registry,
  });
  const durations = { read: new Map<string, Observe>(), write: new Map<string, Observe>() };
  const fallbacks = new Counter({
    name: 'database_read_fallbacks_total',
    help: 'Reads that their first choice of a replica did not answer, by reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  return {
    observe(node, access, durationMs) {
      let observe = durations[access].get(node);
      if (!observe) durations[access].set(node, (observe = durationsOf({ node, access })));
      observe(durationMs / 1_000);
    },
    countFallback: (reason) => fallbacks.inc({ reason }),
    watch({ nodes }) {
      const gauge = (name: string, help: string, valueOf: (node: HealthMonitor['nodes'][number]) => number): void => {
        new Gauge({
          name,
          help,
          labelNames: ['node'],
          registers: [registry],
          collect() {
            for (const each of nodes) this.set({ node: each.node.name }, valueOf(each));
          },
        });
      };
      gauge('database_node_usable', '1 while the node may answer reads.', ({ fault }) => (fault === undefined ? 1 : 0));
      gauge(
        'database_node_outstanding',
        'Statements and transactions that run or wait.',
        ({ node }) => node.outstanding,
      );
      gauge(
        'database_node_log_bytes',
        'Log flushed by the primary, or replayed by a replica.',
        ({ status }) => status?.lsn ?? 0,
      );
    },
  };
}
