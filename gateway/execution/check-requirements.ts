import { Kind } from 'graphql';
import { entityFields } from './entity-fields.ts';
import type { EntityFetch, EntityTarget, Plan, PlanNode, Requirement } from './plan-types.ts';
import type { SupergraphFacts } from './supergraph-facts.ts';

/** Whether every fetch sends what the fields it asks for require: a planner that merges fetches may lose some of it. */
export function meetsRequirements({ node }: Plan, facts: SupergraphFacts): boolean {
  return !node || isMet(node, facts);
}

function isMet(node: PlanNode, facts: SupergraphFacts): boolean {
  switch (node.kind) {
    case 'RootFetch':
      return true;
    case 'EntityFetch':
      return node.targets.every((target) => isTargetMet(node, target, facts));
    case 'Sequence':
    case 'Parallel':
    case 'Separate':
      return node.nodes.every((child) => isMet(child, facts));
  }
}

function isTargetMet(node: EntityFetch, target: EntityTarget, facts: SupergraphFacts): boolean {
  const sent = new Set(sentNames(target.requires));
  const fields = entityFields(node.operation, target.alias).filter(({ field }) => !sent.has(field));
  const requirements = fields.map(({ type, field }) => facts.requiresOf(node.serviceName, type, field));
  // Objects that lack what one field requires would lose the other fields too, where the plan means different types.
  const isMixed = requirements.includes(undefined) && requirements.some((required) => required !== undefined);
  if (isMixed && target.requires.length > 1) return false;
  return requirements.every((required) =>
    (required?.selections ?? []).every((one) => one.kind !== Kind.FIELD || sent.has(one.name.value)),
  );
}

function sentNames(requires: readonly Requirement[]): string[] {
  return requires.flatMap((one) => (one.kind === 'field' ? [one.name] : sentNames(one.selections)));
}
