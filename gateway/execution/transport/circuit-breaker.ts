import { createRollingCount } from './rolling-count.ts';
import type { SubgraphPolicy } from './subgraph-policy.ts';

/** `unknown`: the request ended for a reason that says nothing about the subgraph. */
export type Outcome = 'success' | 'failure' | 'unknown';

export interface CircuitBreaker {
  /**
   * Admits one request and returns how to report its outcome, which must happen once; or nothing, while the circuit is
   * open. After `openMs` one request is admitted as a probe: its success closes the circuit, its failure opens it anew.
   */
  admit(): ((outcome: Outcome) => void) | undefined;
}

/** Stops requests to a subgraph that fails most of them. Requests refused meanwhile never wait for the probe. */
export function createCircuitBreaker(
  policy: SubgraphPolicy['breaker'],
  now: () => number,
  onChange: (state: 'open' | 'closed') => void,
): CircuitBreaker {
  let requests = createRollingCount(now);
  let failures = createRollingCount(now);
  let openUntilMs: number | undefined;
  let isProbing = false;

  function open(): void {
    openUntilMs = now() + policy.openMs;
    onChange('open');
  }

  function close(): void {
    openUntilMs = undefined;
    requests = createRollingCount(now);
    failures = createRollingCount(now);
    onChange('closed');
  }

  function reportProbe(outcome: Outcome): void {
    isProbing = false;
    if (outcome === 'success') close();
    if (outcome === 'failure') open();
  }

  function report(outcome: Outcome): void {
    // A request admitted before the circuit opened changes nothing any more.
    if (outcome === 'unknown' || openUntilMs !== undefined) return;
    requests.add();
    if (outcome === 'success') return;
    failures.add();
    const total = requests.total();
    if (total >= policy.minimumRequests && failures.total() >= policy.failureRatio * total) open();
  }

  return {
    admit() {
      if (openUntilMs === undefined) return report;
      if (isProbing || now() < openUntilMs) return undefined;
      isProbing = true;
      return reportProbe;
    },
  };
}
