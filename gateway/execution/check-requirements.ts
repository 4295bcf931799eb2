import { Kind, parse } from 'graphql';
import type { FieldNode, SelectionSetNode } from 'graphql';
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
  return selectedFields(node.operation, target.alias).every(({ type, field }) => {
    const required = facts.requiresOf(node.serviceName, type, field);
    return (required?.selections ?? []).every((one) => one.kind !== Kind.FIELD || sent.has(one.name.value));
  });
}

function sentNames(requires: readonly Requirement[]): string[] {
  return requires.flatMap((one) => (one.kind === 'field' ? [one.name] : sentNames(one.selections)));
}

/** The fields that an `_entities` field selects of each type. */
function selectedFields(operation: string, alias: string): { type: string; field: string }[] {
  const { definitions } = parse(operation, { noLocation: true });
  const fragments = new Map(
    definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]),
  );
  const collect = (set: SelectionSetNode, type: string): { type: string; field: string }[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [{ type, field: selection.name.value }];
      const target = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return target ? collect(target.selectionSet, target.typeCondition?.name.value ?? type) : [];
    });
  const roots = definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .flatMap((node) => node.selectionSet.selections)
    .filter((node): node is FieldNode => node.kind === Kind.FIELD);
  const entities = roots.find((node) => (node.alias?.value ?? node.name.value) === alias);
  return entities?.selectionSet ? collect(entities.selectionSet, '') : [];
}
