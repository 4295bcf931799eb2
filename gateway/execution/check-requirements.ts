import { Kind, parse, visit } from 'graphql';
import { entityFields } from './entity-fields.ts';
import { fetchesOf } from './plan-types.ts';
import type { EntityFetch, EntityTarget, FetchNode, Plan, Requirement } from './plan-types.ts';
import type { SupergraphFacts } from './supergraph-facts.ts';

type TypedRequirement = Extract<Requirement, { kind: 'fragment' }>;

/** Whether every fetch sends what the fields it asks for require: a planner that merges fetches may lose some of it. */
export function meetsRequirements({ node }: Plan, facts: SupergraphFacts): boolean {
  return !node || fetchesOf(node).every((fetch) => isMet(fetch, facts));
}

function isMet(fetch: FetchNode, facts: SupergraphFacts): boolean {
  if (!isAtHand(fetch, facts)) return false;
  return fetch.kind === 'RootFetch' || fetch.targets.every((target) => isTargetMet(fetch, target, facts));
}

/** Only the entities themselves are sent what they require, what lies deeper in an answer is not; and context must be given. */
function isAtHand(node: FetchNode, facts: SupergraphFacts): boolean {
  const parents: string[] = [];
  let isMet = true;
  visit(parse(node.operation, { noLocation: true }), {
    FragmentDefinition: () => false,
    Field: {
      enter: ({ name, arguments: args = [] }) => {
        const given = args.map((one) => one.name.value);
        if (!facts.contextArgumentsOf(node.serviceName, name.value).every((one) => given.includes(one))) isMet = false;
        if (parents.at(-1) !== '_entities' && facts.isNeverAtHand(node.serviceName, name.value)) isMet = false;
        parents.push(name.value);
      },
      leave: () => {
        parents.pop();
      },
    },
  });
  return isMet;
}

function isTargetMet(node: EntityFetch, target: EntityTarget, facts: SupergraphFacts): boolean {
  if (!target.requires.every((one) => one.kind === 'field' || isResolvable(node.serviceName, one, facts))) return false;
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

/** Whether the subgraph can tell which entities are meant by what it is sent of them. */
function isResolvable(serviceName: string, { type, selections }: TypedRequirement, facts: SupergraphFacts): boolean {
  const typeName = facts.nameInSubgraph(serviceName, type);
  const keys = facts.keysOf(serviceName, typeName);
  const sent = new Set(sentNames(selections));
  return keys.length === 0
    ? !facts.isUnresolvable(serviceName, typeName)
    : keys.some((names) => names.every((name) => sent.has(name)));
}

function sentNames(requires: readonly Requirement[]): string[] {
  return requires.flatMap((one) => (one.kind === 'field' ? [one.name] : sentNames(one.selections)));
}
