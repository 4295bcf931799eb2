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
  return entityFields(node.operation, target.alias).every(({ type, field }) => {
    const required = facts.requiresOf(node.serviceName, type, field);
    return (required?.selections ?? []).every((one) => one.kind !== Kind.FIELD || sent.has(one.name.value));
  });
}

function sentNames(requires: readonly Requirement[]): string[] {
  return requires.flatMap((one) => (one.kind === 'field' ? [one.name] : sentNames(one.selections)));
}
