import { randomUUID } from 'node:crypto';
import { executeSync, Kind, visit } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ClientOperation } from './client-operation.ts';
import type { Variables } from './collect-fields.ts';

/** The JSON text of a root introspection field (`__schema`, `__type`), answered from the schema that clients see. */
export type Introspect = (nodes: readonly FieldNode[], responseName: string, variables: Variables) => string;

/** Of all operations together: one may ask for the whole schema under many names. */
const texts = new LRUCache<string, string>({
  maxSize: 16 * 1_048_576,
  sizeCalculation: (text, key) => 2 * (text.length + key.length),
});

export function createIntrospection(schema: GraphQLSchema, client: ClientOperation): Introspect {
  let id: string | undefined;
  return (nodes, responseName, variables) => {
    const usesVariables = (client.definition.variableDefinitions ?? []).length > 0;
    const key = `${(id ??= randomUUID())} ${responseName}`;
    const known = texts.get(key);
    if (known !== undefined) return known;
    const { data, errors } = executeSync({ schema, document: documentOf(nodes, client), variableValues: variables });
    if (errors?.[0]) throw errors[0];
    const text = JSON.stringify(data?.[responseName] ?? null);
    if (!usesVariables) texts.set(key, text);
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
