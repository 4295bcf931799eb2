import { Kind, parse } from 'graphql';
import type { DocumentNode, SelectionSetNode } from 'graphql';
import { fetchesOf } from './plan-types.ts';
import type { FetchNode, Plan, PlanPath, Rewrite } from './plan-types.ts';
import { selectedPaths } from './selected-paths.ts';

/**
 * Paths of the operation that no fetch of the plan brings: a planner may leave out what it finds no way to. What is selected
 * of some types only may rightly be left out, when no subgraph returns one of them there.
 */
export function uncoveredPaths(document: DocumentNode, { node, subscription }: Plan): string[] {
  const covered = new Set<string>();
  for (const fetch of [...(subscription ? [subscription] : []), ...(node ? fetchesOf(node) : [])])
    for (const path of pathsOf(fetch)) covered.add(path);
  return document.definitions
    .flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? unconditionalPaths(node.selectionSet, '') : []))
    .filter((path) => !covered.has(path));
}

function unconditionalPaths({ selections }: SelectionSetNode, prefix: string): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') return [];
    const path = `${prefix}${selection.alias?.value ?? selection.name.value}`;
    return [path, ...(selection.selectionSet ? unconditionalPaths(selection.selectionSet, `${path}.`) : [])];
  });
}

function pathsOf(fetch: FetchNode): string[] {
  const selected = [...selectedPaths(parse(fetch.operation, { noLocation: true }))];
  if (fetch.kind === 'RootFetch')
    return renamed(selected, fetch.outputRewrites).map((path) => [...namesOf(fetch.path), path].join('.'));
  return fetch.targets.flatMap((target) => {
    const start = `${target.alias}.`;
    const own = selected.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
    const paths = renamed(own, target.outputRewrites);
    return target.paths.flatMap((place) => paths.map((path) => [...namesOf(place), path].join('.')));
  });
}

/** The paths, and what they are called after the rewrites. */
function renamed(paths: readonly string[], rewrites: readonly Rewrite[]): string[] {
  return rewrites.reduce<string[]>(
    (known, rewrite) => {
      if (rewrite.kind !== 'rename') return known;
      const from = namesOf(rewrite.path);
      const [old, next] = [from.join('.'), [...from.slice(0, -1), rewrite.to].join('.')];
      const moved = known.filter((path) => path === old || path.startsWith(`${old}.`));
      return [...known, ...moved.map((path) => next + path.slice(old.length))];
    },
    [...paths],
  );
}

function namesOf(path: PlanPath): string[] {
  return path.flatMap((segment) => (typeof segment === 'string' && segment !== '@' ? [segment] : []));
}
