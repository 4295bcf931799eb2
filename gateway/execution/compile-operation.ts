import { Kind } from 'graphql';
import type { DocumentNode, SelectionSetNode } from 'graphql';
import { conditionVariables, decideConditions, selectOperation } from './client-operation.ts';
import type { ClientOperation } from './client-operation.ts';
import type { Variables } from './collect-fields.ts';
import { compilePlan } from './compile-plan.ts';
import { continuationOf } from './continue-operation.ts';
import { createSeed, wayOf } from './deferred-entities.ts';
import type { SeedData } from './deferred-entities.ts';
import { splitDeferred } from './deferred-parts.ts';
import type { DeferredEntity, DeferredPart } from './deferred-parts.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { Step } from './execution-state.ts';
import { createPlannableOperation } from './plannable-operation.ts';
import type { PlannableOperation } from './plannable-operation.ts';
import { fetchesOf } from './plan-types.ts';
import type { Plan, PlanNode } from './plan-types.ts';
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
  /** As it was asked for. */
  readonly operationName: string | undefined;
  readonly client: ClientOperation;
  /** The variables that `@skip`, `@include` and `@defer` ask about. */
  readonly conditions: readonly string[];
  /** The variant for these coerced variables; planned and compiled when first asked for. Throws what the planner throws. */
  variantFor(variables: Variables): OperationVariant;
  /** The same, with what is deferred apart. */
  deferredFor(variables: Variables): DeferredVariants;
}

export interface DeferredVariants {
  readonly primary: OperationVariant;
  readonly parts: readonly {
    readonly part: DeferredPart;
    readonly variant: OperationVariant;
    /** The data that it begins with, made of the answer so far; without it, it begins at the root. */
    readonly seed: SeedData | undefined;
  }[];
}

/** Finds what was made of the operation under a name, or makes it. */
export type KeepVariant = <Made extends OperationVariant | DeferredVariants>(name: string, make: () => Made) => Made;

const makeAnew: KeepVariant = (_name, make) => make();

/** Prepares a valid operation. @throws AppError OPERATION_RESOLUTION_FAILURE when it is not in the document. */
export function compileOperation(
  schema: ExecutionSchema,
  planner: Planner,
  document: DocumentNode,
  operationName?: string,
  keep: KeepVariant = makeAnew,
): CompiledOperation {
  const client = selectOperation(schema.api, document, operationName);
  const conditions = conditionVariables(client);
  const keyOf = (variables: Variables): string => conditions.map((name) => String(variables[name])).join(' ');
  const variantFor = (variables: Variables): OperationVariant =>
    keep(keyOf(variables), () => compileVariant(schema, planner, decideConditions(client, variables)));
  const compileDeferred = (variables: Variables): DeferredVariants => {
    const { primary, parts } = splitDeferred(schema, decideConditions(client, variables), variables);
    return {
      primary: parts.length === 0 ? variantFor(variables) : compileVariant(schema, planner, primary),
      parts: parts.map((part) => {
        const continued = part.entity && continuePart(schema, planner, part, part.entity);
        const { seed } = continued ?? {};
        return { part, variant: continued ?? compileVariant(schema, planner, part.client, part.path.length), seed };
      }),
    };
  };
  return {
    schema,
    operationName,
    client,
    conditions,
    variantFor,
    deferredFor: (variables) => keep(`deferred ${keyOf(variables)}`, () => compileDeferred(variables)),
  };
}

function compileVariant(
  schema: ExecutionSchema,
  planner: Planner,
  client: ClientOperation,
  wayLength = 0,
): OperationVariant {
  const plannable = createPlannableOperation(schema.api, client);
  const plan = plannable.document ? planner.plan(plannable.document) : {};
  return compiledVariant(schema, client, plannable, plan, wayLength);
}

/** A deferred part that begins at the entities it is a part of. */
function continuePart(
  schema: ExecutionSchema,
  planner: Planner,
  part: DeferredPart,
  entity: DeferredEntity,
): OperationVariant & { readonly seed: SeedData } {
  const plannable = createPlannableOperation(schema.api, part.client);
  const way = wayOf(plannable, part.path);
  const path = way.map(({ nameInData }) => nameInData);
  const selectionSet: SelectionSetNode = way.at(-1)?.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] };
  const definition = plannable.document?.definitions[0];
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The deferred part asks for nothing.');
  const continuation = continuationOf(definition, entity.type, path, selectionSet);
  const plan = planner.planOnwards?.(continuation, [entity.key]);
  if (!plan) throw new Error('The planner cannot begin in the middle of an operation.');
  const variant = compiledVariant(schema, part.client, plannable, plan, part.path.length);
  return { ...variant, seed: createSeed(plannable, part.path, way, entity) };
}

function compiledVariant(
  schema: ExecutionSchema,
  client: ClientOperation,
  plannable: PlannableOperation,
  plan: Plan,
  wayLength: number,
): OperationVariant {
  return {
    plannable,
    plan,
    run: plan.node && compilePlan(plan.node, schema),
    project: compileProjection(schema, client, plannable, plan.node ? entityPaths(plan.node) : new Set(), wayLength),
  };
}

/** Where several places may share one object, as names joined by dots. */
function entityPaths(node: PlanNode): Set<string> {
  const targets = fetchesOf(node).flatMap((fetch) => (fetch.kind === 'EntityFetch' ? fetch.targets : []));
  const paths = targets.flatMap((target) => target.paths);
  return new Set(
    paths.map((path) =>
      path.flatMap((segment) => (typeof segment === 'string' && segment !== '@' ? [segment] : [])).join('.'),
    ),
  );
}
