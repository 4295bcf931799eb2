import type { DocumentNode } from 'graphql';
import { Kind, OperationTypeNode } from 'graphql';
import { isFreeOfConflicts } from './check-conflicts.ts';
import { uncoveredPaths } from './check-coverage.ts';
import { meetsRequirements } from './check-requirements.ts';
import { cutContinuations, graft } from './continue-operation.ts';
import type { Continuation } from './continue-operation.ts';
import { createEntryPoints } from './entry-points.ts';
import type { EntryPoints } from './entry-points.ts';
import type { ExecutionSchema } from './execution-schema.ts';
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
  const wholePlanners = makePlanners.map((make) => make(schema.supergraphSdl));
  // Few operations need them.
  let knownEntryPoints: EntryPoints | undefined;
  let knownEntryPlanners: readonly Planner[] | undefined;
  const entryPoints = () => (knownEntryPoints ??= createEntryPoints(schema.supergraphSdl));
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
    const onwards = cut.continuations.map(({ path, document: continuation }) => {
      const { plan, holds } = planWhole(continuation, planners);
      return { nodes: plan?.node ? graft(plan.node, path) : [], holds };
    });
    if (!first.holds || !onwards.every(({ holds }) => holds)) return undefined;
    const later: PlanNode = { kind: 'Parallel', nodes: onwards.flatMap(({ nodes }) => nodes) };
    const nodes = [...(first.plan?.node ? [first.plan.node] : []), later];
    return { plan: { ...first.plan, node: { kind: 'Sequence', nodes } }, holds: true };
  };

  const planWhole = (document: DocumentNode, planners: readonly Planner[] = wholePlanners): Attempt => {
    const whole = attempt(document, planners);
    const isRight = whole.holds && !mixesInterfaceObjects(document, facts);
    return isRight ? whole : (planInSteps(document) ?? whole);
  };

  const planQuery = (document: DocumentNode): Attempt => {
    const parts = splitConflicts(document, facts).map((part) => planWhole(part));
    const [whole] = parts;
    if (parts.length === 1 && whole) return whole;
    const failed = parts.find(({ plan }) => !plan);
    if (failed) return failed;
    const nodes = parts.flatMap(({ plan }) => plan?.node ?? []);
    return { plan: { node: { kind: 'Separate', nodes } }, holds: parts.every(({ holds }) => holds) };
  };

  const whyNot = ({ failure }: Attempt): Error =>
    new Error('The operation cannot be planned: no way leads through the subgraphs to all of its fields.', {
      cause: failure,
    });

  return {
    planOnwards({ path, type, document }, key) {
      if (entryPoints().keys.get(type)?.join() !== key.join())
        throw new Error(`${type} is not known by ${key.join(' ')} alone.`);
      const attempted = planWhole(document, entryPlanners());
      if (!attempted.holds || !attempted.plan?.node) throw whyNot(attempted);
      return { node: { kind: 'Sequence', nodes: graft(attempted.plan.node, path) } };
    },
    plan(document) {
      const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
      const attempted = operation?.operation === OperationTypeNode.QUERY ? planQuery(document) : planWhole(document);
      if (attempted.plan) return attempted.plan;
      throw whyNot(attempted);
    },
  };
}
