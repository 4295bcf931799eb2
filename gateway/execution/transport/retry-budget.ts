import { createRollingCount } from './rolling-count.ts';
import type { SubgraphPolicy } from './subgraph-policy.ts';

export interface RetryBudget {
  recordRequest(): void;
  /** Takes one retry out of the budget, if there is one left. */
  takeRetry(): boolean;
}

/** Keeps retries from multiplying the load on a subgraph that fails because it is overloaded. */
export function createRetryBudget(policy: SubgraphPolicy['retry'], now: () => number): RetryBudget {
  const requests = createRollingCount(now);
  const retries = createRollingCount(now);
  return {
    recordRequest: () => requests.add(),
    takeRetry() {
      if (retries.total() + 1 > Math.max(policy.budgetFloor, policy.budgetRatio * requests.total())) return false;
      retries.add();
      return true;
    },
  };
}
