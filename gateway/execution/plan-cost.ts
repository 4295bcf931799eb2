import { mergeParallelFetches } from './merge-parallel-fetches.ts';
import { fetchesOf } from './plan-types.ts';
import type { Plan, PlanNode } from './plan-types.ts';

export interface PlanCost {
  /** Requests that have to wait for one another: what the client waits for. */
  readonly rounds: number;
  /** Requests in all, as they are sent. */
  readonly requests: number;
}

/** Counts what a plan sends. */
export function costOf({ subscription, node }: Plan): PlanCost {
  const { rounds, requests } = node ? costOfNode(node) : { rounds: 0, requests: 0 };
  const source = subscription ? 1 : 0;
  return { rounds: rounds + source, requests: requests + source };
}

function costOfNode(node: PlanNode): PlanCost {
  if (node.kind === 'RootFetch' || node.kind === 'EntityFetch') return { rounds: 1, requests: 1 };
  const nodes = node.kind === 'Parallel' ? mergeParallelFetches(node.nodes) : node.nodes;
  const costs = nodes.map(costOfNode);
  const rounds = costs.map((cost) => cost.rounds);
  return {
    rounds: node.kind === 'Sequence' ? rounds.reduce((sum, one) => sum + one, 0) : Math.max(0, ...rounds),
    requests: costs.reduce((sum, cost) => sum + cost.requests, 0),
  };
}

export function isCheaper(cost: PlanCost, than: PlanCost): boolean {
  return cost.rounds === than.rounds ? cost.requests < than.requests : cost.rounds < than.rounds;
}

/** Whether some subgraph is asked more than once, so that another plan might do with less. */
export function asksRepeatedly(plan: Plan): boolean {
  const services = new Set(plan.node && fetchesOf(plan.node).map((fetch) => fetch.serviceName));
  return plan.node !== undefined && costOf(plan).requests > services.size;
}
