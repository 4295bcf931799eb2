import type { DocumentNode } from 'graphql';
import { selectOperation } from './client-operation.ts';
import type { ClientOperation } from './client-operation.ts';
import { compilePlan } from './compile-plan.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { Step } from './execution-state.ts';
import { createPlannableOperation } from './plannable-operation.ts';
import type { PlannableOperation } from './plannable-operation.ts';
import type { Plan } from './plan-types.ts';
import type { Planner } from './planner.ts';
import { compileProjection } from './projection.ts';
import type { Project } from './projection.ts';

/** An operation ready to run any number of times. */
export interface CompiledOperation {
  readonly schema: ExecutionSchema;
  readonly client: ClientOperation;
  readonly plannable: PlannableOperation;
  readonly plan: Plan;
  /** Undefined when no subgraph is needed. */
  readonly run: Step | undefined;
  readonly project: Project;
}

/** Plans and compiles a valid operation. Throws when the operation is not in the document or cannot be planned. */
export function compileOperation(
  schema: ExecutionSchema,
  planner: Planner,
  document: DocumentNode,
  operationName?: string,
): CompiledOperation {
  const client = selectOperation(schema.api, document, operationName);
  const plannable = createPlannableOperation(schema.api, client);
  const plan = plannable.document ? planner.plan(plannable.document) : {};
  return {
    schema,
    client,
    plannable,
    plan,
    run: plan.node && compilePlan(plan.node, schema),
    project: compileProjection(schema, client, plannable),
  };
}
