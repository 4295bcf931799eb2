import { executeSync, Kind, visit } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';
import type { ClientOperation } from './client-operation.ts';
import type { Variables } from './collect-fields.ts';

/** The JSON text of a root introspection field (`__schema`, `__type`), answered from the schema that clients see. */
export type Introspect = (nodes: readonly FieldNode[], responseName: string, variables: Variables) => string;

export function createIntrospection(schema: GraphQLSchema, client: ClientOperation): Introspect {
  const texts = new Map<string, string>();
  return (nodes, responseName, variables) => {
    const usesVariables = (client.definition.variableDefinitions ?? []).length > 0;
    const known = texts.get(responseName);
    if (known !== undefined) return known;
    const { data, errors } = executeSync({ schema, document: documentOf(nodes, client), variableValues: variables });
    if (errors?.[0]) throw errors[0];
    const text = JSON.stringify(data?.[responseName] ?? null);
    if (!usesVariables) texts.set(responseName, text);
    return text;
  };
}

function documentOf(selections: readonly FieldNode[], { definition, fragments }: ClientOperation): DocumentNode {
  const used = new Set<string>();
  const collect = (node: FieldNode | { kind: Kind.FRAGMENT_DEFINITION }): void => {
    visit(node as FieldNode, {
      FragmentSpread: ({ name: { value: name } }) => {
        const fragment = fragments.get(name);
        if (!fragment || used.has(name)) return;
        used.add(name);
        collect(fragment);
      },
    });
  };
  selections.forEach(collect);
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...definition, selectionSet: { kind: Kind.SELECTION_SET, selections } },
      ...[...used].flatMap((name) => fragments.get(name) ?? []),
    ],
  };
}
