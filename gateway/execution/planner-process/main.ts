import { LRUCache } from 'lru-cache';
import type { QueryPlanner } from '@graphql-hive/router-query-planner';
import type { PlannerReply, PlannerRequest } from './messages.ts';

/** The planner process: what the native planner does to it, by a panic or without end, it does to nobody else. */

/** Of a few supergraphs, each with a second planner for what is planned in steps. */
const MAX_PLANNERS = 8;

const planners = new LRUCache<number, QueryPlanner>({ max: MAX_PLANNERS });

async function reply(request: PlannerRequest): Promise<PlannerReply> {
  try {
    if (request.kind === 'load') {
      const native = await import('@graphql-hive/router-query-planner');
      planners.set(request.planner, new native.QueryPlanner(request.supergraphSdl));
      return { kind: 'loaded' };
    }
    const planner = planners.get(request.planner);
    if (!planner) return { kind: 'forgotten' };
    const { operation, labels, percentage } = request;
    return { kind: 'planned', plan: planner.plan(operation, null, new Set(labels), percentage) };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (request: PlannerRequest) => {
  void reply(request).then((answer) => process.send?.(answer));
});
// The gateway decides when it is over, also when a terminal signals all of its processes.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
