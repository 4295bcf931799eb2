import type { GraphQLResponse } from '@apollo/server';
import type { Registry } from 'prom-client';
import { ERROR_TABLE, isErrorCode } from '../../lib/errors.ts';
import { createDurations } from '../../lib/metrics.ts';
import type { Observe } from '../../lib/metrics.ts';
import type { OperationStep } from './operation-steps.ts';
import type { RegisteredOperation } from './persisted/client-operations.ts';

/** `partial`: data beside errors; `refused`: the client's to mend; `failed`: ours. */
export type OperationOutcome = 'ok' | 'partial' | 'refused' | 'failed';

/** Under 1 ms from a cache, 100 ms is the goal for all else, and 10 s the deadline. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const UNREGISTERED = { client: 'other', operation: 'unregistered' };

function outcomeOf({ body }: GraphQLResponse): OperationOutcome {
  const { data, errors } = body.kind === 'single' ? body.singleResult : body.initialResult;
  if (!errors) return 'ok';
  if (data !== undefined) return 'partial';
  const code = errors[0]?.extensions?.['code'];
  return isErrorCode(code) && ERROR_TABLE[code].httpStatus < 500 ? 'refused' : 'failed';
}

/** The labels of an operation: what was registered, never what a request says of itself, or series would have no end. */
function labelsOf(registered: RegisteredOperation | undefined): { client: string; operation: string } {
  return registered ? { client: registered.client, operation: registered.name } : UNREGISTERED;
}

/** Times every operation by outcome, from its start to its answer, or to the first part of it. */
export function createMetricsStep(registry: Registry): OperationStep {
  const durations = createDurations({
    name: 'gateway_operation_duration_seconds',
    help: 'Time to answer an operation, or to its first part.',
    buckets: BUCKETS_SECONDS,
    labels: ['client', 'operation', 'outcome'],
    registry,
  });
  // By the operation itself: no label is put together twice.
  const series = new WeakMap<object, Partial<Record<OperationOutcome, Observe>>>();

  function observerOf(registered: RegisteredOperation | undefined, outcome: OperationOutcome): Observe {
    const key = registered ?? UNREGISTERED;
    let observers = series.get(key);
    if (!observers) series.set(key, (observers = {}));
    return (observers[outcome] ??= durations({ ...labelsOf(registered), outcome }));
  }

  return ({ contextValue: { requested } }) => {
    const startedAtMs = performance.now();
    return {
      willSendResponse({ response }) {
        observerOf(requested?.registered, outcomeOf(response))((performance.now() - startedAtMs) / 1_000);
      },
    };
  };
}
