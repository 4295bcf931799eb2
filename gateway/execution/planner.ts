import type { DocumentNode, OperationDefinitionNode, SelectionNode } from 'graphql';
import { Kind, OperationTypeNode } from 'graphql';
import { isFreeOfConflicts } from './check-conflicts.ts';
import { uncoveredPaths } from './check-coverage.ts';
import { meetsRequirements } from './check-requirements.ts';
import { cutContinuations, graft } from './continue-operation.ts';
import type { Continuation } from './continue-operation.ts';
import { createEntryPoints } from './entry-points.ts';
import type { EntryPoints } from './entry-points.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import { withOwnedMutations } from './mutation-owners.ts';
import { asksRepeatedly, costOf, isCheaper } from './plan-cost.ts';
import type { Plan, PlanNode } from './plan-types.ts';
import { mixesInterfaceObjects, splitConflicts } from './split-operation.ts';

/** Makes plans for one supergraph. Throws when an operation cannot be resolved by its subgraphs. */
export interface Planner {
  /** `document` holds one operation in the normal form of `createPlannableOperation`. */
  plan(document: DocumentNode): Plan;
  /** Plans a continuation of an operation. Throws when its entities have no entry point with this key. */
  planOnwards?(continuation: Continuation, key: readonly string[]): Plan;
}

/** Makes a planner for a supergraph. */
export type MakePlanner = (supergraphSdl: string) => Planner;

/** Progressive `@override`: the labels that are on, and a percentage: every `percent(n)` above it is on too. */
export interface OverrideChoice {
  readonly labels: ReadonlySet<string>;
  /** From 0 to 100. */
  readonly percentage: number;
}

interface Attempt {
  readonly plan: Plan | undefined;
  /** Whether the plan passed the check. */
  readonly holds: boolean;
  readonly failure?: unknown;
}

/**
 * Asks the planners in turn until one makes a plan that holds, and the next one too when that plan asks a subgraph more than
 * once: the cheapest is taken. Each planner fails on operations that another can plan. What none can plan whole is planned
 * in steps. When that fails too, the error's `cause` is the first planner's.
 */
export function createCheckedPlanner(schema: ExecutionSchema, makePlanners: readonly MakePlanner[]): Planner {
  const { api, facts } = schema;
  const supergraphSdl = withOwnedMutations(schema.supergraphSdl);
  const wholePlanners = makePlanners.map((make) => make(supergraphSdl));
  // Few operations need them.
  let knownEntryPoints: EntryPoints | undefined;
  let knownEntryPlanners: readonly Planner[] | undefined;
  const entryPoints = () => (knownEntryPoints ??= createEntryPoints(supergraphSdl));
  const entryPlanners = () => (knownEntryPlanners ??= makePlanners.map((make) => make(entryPoints().supergraphSdl)));

  const attempt = (document: DocumentNode, planners: readonly Planner[] = wholePlanners): Attempt => {
    let failure: unknown;
    let unchecked: Plan | undefined;
    let best: Plan | undefined;
    for (const planner of planners) {
      if (best && !asksRepeatedly(best)) break;
      try {
        const plan = planner.plan(document);
        const [missing] = uncoveredPaths(document, plan);
        if (missing !== undefined) throw new Error(`The plan leaves out ${missing}.`);
        if (!meetsRequirements(plan, facts) || !isFreeOfConflicts(plan, facts)) unchecked ??= plan;
        else if (!best || isCheaper(costOf(plan), costOf(best))) best = plan;
      } catch (error) {
        failure ??= error;
      }
    }
    return { plan: best ?? unchecked, holds: best !== undefined, failure };
  };

  /** Plans the entities first, and then what is asked of them. */
  const planInSteps = (document: DocumentNode): Attempt | undefined => {
    const cut = cutContinuations(document, api, facts, entryPoints().keys);
    if (!cut) return undefined;
    const planners = entryPlanners();
    const first = attempt(cut.primary, planners);
    const onwards = cut.continuations.map((continuation) => planContinuation(continuation, planners));
    if (!first.holds || !onwards.every(({ holds }) => holds)) return undefined;
    const later = onwards.flatMap(({ nodes }) => nodes);
    // What one that is in parts merges at its end must not meet others half-way.
    const isApart = ({ kind }: PlanNode): boolean => kind === 'Separate';
    const nodes: PlanNode[] = [
      ...(first.plan?.node ? [first.plan.node] : []),
      { kind: 'Parallel', nodes: later.filter((node) => !isApart(node)) },
      ...later.filter(isApart),
    ];
    return { plan: { ...first.plan, node: { kind: 'Sequence', nodes } }, holds: true };
  };

  const planContinuation = ({ path, document }: Continuation, planners: readonly Planner[]) => {
    const { plan, holds, failure } = planInParts(document, planners);
    return { nodes: plan?.node ? graft(plan.node, path) : [], holds, failure };
  };

  const planWhole = (document: DocumentNode, planners: readonly Planner[] = wholePlanners): Attempt => {
    const whole = attempt(document, planners);
    const isRight = whole.holds && !mixesInterfaceObjects(document, facts);
    return isRight ? whole : (planInSteps(document) ?? whole);
  };

  const planInParts = (document: DocumentNode, planners: readonly Planner[] = wholePlanners): Attempt => {
    const parts = splitConflicts(document, facts).map((part) => planWhole(part, planners));
    const [whole] = parts;
    if (parts.length === 1 && whole) return whole;
    const failed = parts.find(({ plan }) => !plan);
    if (failed) return failed;
    const nodes = parts.flatMap(({ plan }) => plan?.node ?? []);
    return { plan: { node: { kind: 'Separate', nodes } }, holds: parts.every(({ holds }) => holds) };
  };

  /** An effect happens once, so clashing requirements of what it brings are planned from the entities on. */
  const planEffect = (document: DocumentNode): Attempt => {
    const isClashing = splitConflicts(document, facts).length > 1;
    return (isClashing ? planInSteps(document) : undefined) ?? planWhole(document);
  };

  /**
   * Field by field, as they are carried out. Planners mix up what several of them require, and the native one even ends the
   * process over it. Neighbours that need no more than one fetch of one subgraph share it.
   */
  const planMutation = (document: DocumentNode, definition: OperationDefinitionNode): Attempt => {
    const planFields = (selections: readonly SelectionNode[]): Attempt =>
      planEffect({
        ...document,
        definitions: [{ ...definition, selectionSet: { ...definition.selectionSet, selections } }],
      });
    const steps: { selections: SelectionNode[]; service: string | undefined; attempt: Attempt }[] = [];
    for (const selections of Map.groupBy(definition.selectionSet.selections, responseNameOf).values()) {
      const attempted = planFields(selections);
      const { node } = attempted.plan ?? {};
      const service = node?.kind === 'RootFetch' ? node.serviceName : undefined;
      const last = steps.at(-1);
      if (last && service !== undefined && last.service === service) {
        last.selections.push(...selections);
        last.attempt = planFields(last.selections);
      } else steps.push({ selections, service, attempt: attempted });
    }
    const [first] = steps;
    if (first && steps.length === 1) return first.attempt;
    const failed = steps.find((step) => !step.attempt.plan);
    if (failed) return failed.attempt;
    const nodes = steps.flatMap((step) => step.attempt.plan?.node ?? []);
    return { plan: { node: { kind: 'Sequence', nodes } }, holds: steps.every((step) => step.attempt.holds) };
  };

  const whyNot = (failure: unknown): Error =>
    new Error('The operation cannot be planned: no way leads through the subgraphs to all of its fields.', {
      cause: failure,
    });

  const planOperation = (document: DocumentNode): Attempt => {
    const [definition] = document.definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) return planWhole(document);
    switch (definition.operation) {
      case OperationTypeNode.QUERY:
        return planInParts(document);
      case OperationTypeNode.MUTATION:
        return planMutation(document, definition);
      case OperationTypeNode.SUBSCRIPTION:
        return planEffect(document);
    }
  };

  return {
    planOnwards(continuation, key) {
      const { type } = continuation;
      if (entryPoints().keys.get(type)?.join() !== key.join())
        throw new Error(`${type} is not known by ${key.join(' ')} alone.`);
      const { nodes, holds, failure } = planContinuation(continuation, entryPlanners());
      if (!holds) throw whyNot(failure);
      return { node: { kind: 'Sequence', nodes } };
    },
    plan(document) {
      const attempted = planOperation(document);
      if (attempted.plan) return attempted.plan;
      throw whyNot(attempted.failure);
    },
  };
}

function responseNameOf(selection: SelectionNode): string | undefined {
  return selection.kind === Kind.FIELD ? (selection.alias ?? selection.name).value : undefined;
}
