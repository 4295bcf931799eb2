import type { DocumentNode } from 'graphql';
import { Kind, OperationTypeNode } from 'graphql';
import { isFreeOfConflicts } from './check-conflicts.ts';
import { uncoveredPaths } from './check-coverage.ts';
import { meetsRequirements } from './check-requirements.ts';
import { asksRepeatedly, costOf, isCheaper } from './plan-cost.ts';
import type { Plan } from './plan-types.ts';
import {
  mixesInterfaceObjects,
  splitConflicts,
  splitPlaces,
  splitRequirements,
  splitRootFields,
} from './split-operation.ts';
import type { SupergraphFacts } from './supergraph-facts.ts';

/** Makes plans for one supergraph. Throws when an operation cannot be resolved by its subgraphs. */
export interface Planner {
  /** `document` holds one operation in the normal form of `createPlannableOperation`. */
  plan(document: DocumentNode): Plan;
}

/** Progressive `@override`: the labels that are on, and a percentage: every `percent(n)` above it is on too. */
export interface OverrideChoice {
  readonly labels: ReadonlySet<string>;
  /** From 0 to 100. */
  readonly percentage: number;
}

type Split = (document: DocumentNode, facts: SupergraphFacts) => DocumentNode[];

interface Attempt {
  readonly plan: Plan | undefined;
  /** Whether the plan passed the check. */
  readonly holds: boolean;
  readonly failure?: unknown;
}

/**
 * Asks the planners in turn until one makes a plan that holds, and the next one too when that plan asks a subgraph more than
 * once: the cheapest is taken. Each planner fails on operations that another can plan. What none can plan whole is planned in
 * parts. When that fails too, the error's `cause` is the first planner's.
 */
export function createCheckedPlanner(planners: readonly Planner[], facts: SupergraphFacts): Planner {
  const attempt = (document: DocumentNode): Attempt => {
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

  const planParts = (documents: readonly DocumentNode[], splits: readonly Split[]): Attempt => {
    const parts = documents.map((document) => planWholeOr(document, splits));
    const nodes = parts.flatMap(({ plan }) => plan?.node ?? []);
    if (nodes.length < parts.length) return { plan: undefined, holds: false };
    return { plan: { node: { kind: 'Separate', nodes } }, holds: parts.every(({ holds }) => holds) };
  };

  const planWholeOr = (document: DocumentNode, splits: readonly Split[]): Attempt => {
    const whole = attempt(document);
    if (whole.holds) return whole;
    for (const [index, split] of splits.entries()) {
      const documents = split(document, facts);
      const parts = documents.length > 1 ? planParts(documents, splits.slice(index + 1)) : undefined;
      if (parts?.holds) return parts;
    }
    return whole;
  };

  const planQuery = (document: DocumentNode): Attempt => {
    const split: Split = mixesInterfaceObjects(document, facts) ? splitRequirements : splitConflicts;
    const documents = split(document, facts);
    if (documents.length > 1) return planParts(documents, [splitRootFields, splitPlaces]);
    return planWholeOr(document, [splitRequirements, splitRootFields, splitPlaces]);
  };

  return {
    plan(document) {
      const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
      const { plan, failure } =
        operation?.operation === OperationTypeNode.QUERY ? planQuery(document) : attempt(document);
      if (plan) return plan;
      throw new Error('The operation cannot be planned: no way leads through the subgraphs to all of its fields.', {
        cause: failure,
      });
    },
  };
}
