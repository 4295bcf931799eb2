import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { conditionVariables, decideConditions, selectOperation } from './client-operation.ts';
import type { ClientOperation } from './client-operation.ts';
import type { Variables } from './collect-fields.ts';
import { compilePlan } from './compile-plan.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { Step } from './execution-state.ts';
import { createPlannableOperation } from './plannable-operation.ts';
import type { PlannableOperation } from './plannable-operation.ts';
import type { Plan } from './plan-types.ts';
import type { Planner } from './planner.ts';
import { compileProjection } from './projection.ts';
import type { Project } from './projection.ts';

/** An operation of which every `@skip` and `@include` is decided, ready to run any number of times. */
export interface OperationVariant {
  readonly plannable: PlannableOperation;
  readonly plan: Plan;
  /** Undefined when no subgraph is needed. */
  readonly run: Step | undefined;
  readonly project: Project;
}

export interface CompiledOperation {
  readonly schema: ExecutionSchema;
  readonly client: ClientOperation;
  /** The variant for these coerced variables; planned and compiled when first asked for. Throws what the planner throws. */
  variantFor(variables: Variables): OperationVariant;
}

/** Clients use a few combinations of their conditions; an operation with many is not to fill the memory. */
const MAX_VARIANTS = 32;

/** Prepares a valid operation. Throws when it is not in the document. */
export function compileOperation(
  schema: ExecutionSchema,
  planner: Planner,
  document: DocumentNode,
  operationName?: string,
): CompiledOperation {
  const client = selectOperation(schema.api, document, operationName);
  const conditions = conditionVariables(client);
  const variants = new LRUCache<string, OperationVariant>({ max: MAX_VARIANTS });
  return {
    schema,
    client,
    variantFor(variables) {
      const key = conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
      let variant = variants.get(key);
      if (!variant) {
        variant = compileVariant(schema, planner, decideConditions(client, variables));
        variants.set(key, variant);
      }
      return variant;
    },
  };
}

function compileVariant(schema: ExecutionSchema, planner: Planner, client: ClientOperation): OperationVariant {
  const plannable = createPlannableOperation(schema.api, client);
  const plan = plannable.document ? planner.plan(plannable.document) : {};
  return {
    plannable,
    plan,
    run: plan.node && compilePlan(plan.node, schema),
    project: compileProjection(schema, client, plannable),
  };
}
