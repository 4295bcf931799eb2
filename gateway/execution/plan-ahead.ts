import type { DocumentNode } from 'graphql';
import { setTimeout as sleep } from 'node:timers/promises';
import { conditionVariables } from './client-operation.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { PlanCache } from './plan-cache.ts';
import type { Planner } from './planner.ts';

export interface RegisteredOperation {
  readonly document: DocumentNode;
  readonly operationName?: string;
}

export interface PlanAheadOptions {
  readonly operationsPerSecond: number;
  readonly signal: AbortSignal;
}

/**
 * Plans registered operations before a supergraph takes traffic, slowly enough to leave the event loop to requests. Their
 * conditions are planned all off and all on. Gives the operations that cannot be planned; rejects when aborted.
 */
export async function planAhead(
  cache: PlanCache,
  schema: ExecutionSchema,
  planner: Planner,
  operations: Iterable<RegisteredOperation>,
  { operationsPerSecond, signal }: PlanAheadOptions,
): Promise<{ operation: RegisteredOperation; error: unknown }[]> {
  const failures: { operation: RegisteredOperation; error: unknown }[] = [];
  for (const operation of operations) {
    try {
      const compiled = cache.compiledFor(schema, planner, operation.document, operation.operationName);
      compiled.variantFor({});
      compiled.variantFor(Object.fromEntries(conditionVariables(compiled.client).map((name) => [name, true])));
    } catch (error) {
      failures.push({ operation, error });
    }
    await sleep(1000 / operationsPerSecond, undefined, { signal });
  }
  return failures;
}
