import type { DocumentNode } from 'graphql';
import { Kind, OperationTypeNode } from 'graphql';
import { meetsRequirements } from './check-requirements.ts';
import type { Plan, PlanNode } from './plan-types.ts';
import { mixesInterfaceObjects, splitConflicts, splitRequirements } from './split-operation.ts';
import type { SupergraphFacts } from './supergraph-facts.ts';

/** Makes plans for one supergraph. Throws when an operation cannot be resolved by its subgraphs. */
export interface Planner {
  /** `document` holds one operation in the normal form of `createPlannableOperation`. */
  plan(document: DocumentNode): Plan;
}

/**
 * Asks the planners in turn until one makes a plan that holds: each of them fails on operations that another can plan. What
 * none can plan whole is planned field by field. Throws the first planner's error when that fails too.
 */
export function createCheckedPlanner(planners: readonly Planner[], facts: SupergraphFacts): Planner {
  const planWhole = (document: DocumentNode): Plan => {
    let failure: unknown;
    let unchecked: Plan | undefined;
    for (const planner of planners)
      try {
        const plan = planner.plan(document);
        if (meetsRequirements(plan, facts)) return plan;
        unchecked ??= plan;
      } catch (error) {
        failure ??= error;
      }
    if (unchecked) return unchecked;
    throw failure;
  };
  const planParts = (documents: readonly DocumentNode[]): Plan => ({
    node: { kind: 'Separate', nodes: documents.map((document) => planWhole(document).node as PlanNode) },
  });
  return {
    plan(document) {
      const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
      if (operation?.operation !== OperationTypeNode.QUERY) return planWhole(document);
      if (mixesInterfaceObjects(document, facts)) return planParts(splitRequirements(document, facts));
      const documents = splitConflicts(document, facts);
      if (documents.length > 1) return planParts(documents);
      try {
        return planWhole(document);
      } catch (error) {
        const parts = splitRequirements(document, facts);
        if (parts.length === 1) throw error;
        return planParts(parts);
      }
    },
  };
}
