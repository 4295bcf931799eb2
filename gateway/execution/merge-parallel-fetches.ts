import { Kind, OperationTypeNode, parse, print, visit } from 'graphql';
import type { DefinitionNode, SelectionNode, VariableDefinitionNode } from 'graphql';
import type { EntityFetch, PlanNode } from './plan-types.ts';

/** Fetches of entities that run side by side and go to one subgraph become one request with an `_entities` field each. */
export function mergeParallelFetches(nodes: readonly PlanNode[]): PlanNode[] {
  const byService = new Map<string, EntityFetch[]>();
  for (const node of nodes)
    if (node.kind === 'EntityFetch' && !takesContext(node))
      byService.set(node.serviceName, [...(byService.get(node.serviceName) ?? []), node]);
  const merged = new Set<string>();
  return nodes.flatMap((node): PlanNode[] => {
    if (node.kind !== 'EntityFetch' || takesContext(node)) return [node];
    if (merged.has(node.serviceName)) return [];
    merged.add(node.serviceName);
    const group = byService.get(node.serviceName) ?? [];
    return [group.length > 1 ? mergeFetches(node, group) : node];
  });
}

/** Whether what is asked of an entity depends on where it is, so that it may be asked several times at once. */
export function takesContext({ targets }: EntityFetch): boolean {
  return targets.some(({ context }) => context);
}

/** One request with the `_entities` fields of all, under names of their own. */
export function mergeFetches(first: EntityFetch, fetches: readonly EntityFetch[]): EntityFetch {
  const parts = fetches.map(renameParts);
  const variables = new Map<string, VariableDefinitionNode>();
  for (const { operation } of parts)
    for (const definition of operation.variableDefinitions ?? [])
      variables.set(definition.variable.name.value, definition);
  const selections = parts.flatMap(({ operation }): readonly SelectionNode[] => operation.selectionSet.selections);
  const definitions: DefinitionNode[] = [
    {
      kind: Kind.OPERATION_DEFINITION,
      operation: OperationTypeNode.QUERY,
      variableDefinitions: [...variables.values()],
      selectionSet: { kind: Kind.SELECTION_SET, selections },
    },
    ...parts.flatMap((part) => part.fragments),
  ];
  return {
    kind: 'EntityFetch',
    serviceName: first.serviceName,
    operation: print({ kind: Kind.DOCUMENT, definitions }),
    operationKind: 'query',
    variableUsages: [...new Set(fetches.flatMap((fetch) => fetch.variableUsages))],
    targets: parts.flatMap((part) => part.targets),
  };
}

/** Gives a fetch's `_entities` fields, their variables and its fragments names of their own. */
function renameParts(fetch: EntityFetch, index: number) {
  const suffixed = (name: string) => `${name}_${index}`;
  const ownVariables = new Set(
    fetch.targets.flatMap(({ representationsVariable, context = [] }) => [
      representationsVariable,
      ...context.map(({ variable }) => variable),
    ]),
  );
  const document = visit(parse(fetch.operation, { noLocation: true }), {
    FragmentDefinition: (node) => ({ ...node, name: { ...node.name, value: suffixed(node.name.value) } }),
    FragmentSpread: (node) => ({ ...node, name: { ...node.name, value: suffixed(node.name.value) } }),
    Variable: (node) =>
      ownVariables.has(node.name.value)
        ? { ...node, name: { ...node.name, value: suffixed(node.name.value) } }
        : undefined,
    OperationDefinition: {
      leave: (node) => ({
        ...node,
        selectionSet: {
          ...node.selectionSet,
          selections: node.selectionSet.selections.map((selection) =>
            selection.kind === Kind.FIELD
              ? {
                  ...selection,
                  alias: { kind: Kind.NAME, value: suffixed(selection.alias?.value ?? selection.name.value) },
                }
              : selection,
          ),
        },
      }),
    },
  });
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error(`The planner sent ${fetch.serviceName} a document without an operation.`);
  return {
    operation,
    fragments: document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION),
    targets: fetch.targets.map((target) => ({
      ...target,
      alias: suffixed(target.alias),
      representationsVariable: suffixed(target.representationsVariable),
      ...(target.context && {
        context: target.context.map((one) => ({ ...one, variable: suffixed(one.variable) })),
      }),
    })),
  };
}
