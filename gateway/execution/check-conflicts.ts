import { OverlappingFieldsCanBeMergedRule, parse, validate, visit } from 'graphql';
import type { DocumentNode } from 'graphql';
import { fetchesOf } from './plan-types.ts';
import type { FetchNode, Plan } from './plan-types.ts';
import type { SupergraphFacts } from './supergraph-facts.ts';

/**
 * Whether subgraphs accept the selections of a plan: fields of different types of objects that stand at one place under one
 * name must be of one type, in the subgraph too and with all that the plan added.
 */
export function isFreeOfConflicts({ node }: Plan, facts: SupergraphFacts): boolean {
  return !node || fetchesOf(node).every((fetch) => isMergeable(fetch, facts));
}

function isMergeable(fetch: FetchNode, facts: SupergraphFacts): boolean {
  const document = parse(fetch.operation, { noLocation: true });
  const entityFragments = fetch.kind === 'EntityFetch' ? fetch.targets.length : 0;
  if (!mayConflict(document, entityFragments, facts)) return true;
  const schema = facts.schemaOf(fetch.serviceName);
  return !schema || validate(schema, document, [OverlappingFieldsCanBeMergedRule]).length === 0;
}

/** Most operations are free of conflicts by their names alone, and validation costs more than planning. */
function mayConflict(document: DocumentNode, entityFragments: number, facts: SupergraphFacts): boolean {
  let fragments = 0;
  let hasSeveralTypes = false;
  const countFragment = () => void fragments++;
  visit(document, {
    InlineFragment: countFragment,
    FragmentSpread: countFragment,
    Field: ({ name }) => {
      hasSeveralTypes ||= facts.isOfSeveralTypes(name.value);
    },
  });
  return hasSeveralTypes && fragments > entityFragments;
}
