import { Kind, OperationTypeNode, parse, print, visit } from 'graphql';
import type { EnumValueDefinitionNode, ObjectTypeDefinitionNode, TypeNode } from 'graphql';
import { argument, directivesOf, fieldsOf, rootTypeName } from './supergraph-sdl.ts';

/** The subgraph that exists in plans only: its root fields are entities of which a key is known. */
export const ENTRY_SERVICE = 'entry';

const PREFIX = '_entry_';

/** The root field at which planning begins in the middle of an operation. */
export function entryField(typeName: string): string {
  return PREFIX + typeName;
}

/** The type of entities that a root field stands for; undefined when it is a field of the supergraph. */
export function enteredType(fieldName: string): string | undefined {
  return fieldName.startsWith(PREFIX) ? fieldName.slice(PREFIX.length) : undefined;
}

export interface EntryPoints {
  /** The supergraph with such a root field for each type that has a key of plain fields. */
  readonly supergraphSdl: string;
  /** The fields of that key, by type. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

const GRAPH = 'ENTRY__';
const GRAPH_VALUE: EnumValueDefinitionNode = {
  kind: Kind.ENUM_VALUE_DEFINITION,
  name: { kind: Kind.NAME, value: GRAPH },
  directives: directivesOf(`@join__graph(name: "${ENTRY_SERVICE}", url: "")`),
};
const PLAIN_KEY = /^\w+( \w+)*$/;
const BUILT_IN_SCALARS: ReadonlySet<string> = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);

/** Adds the entry points to a supergraph, so that planners begin at an entity as they begin at a root field. */
export function createEntryPoints(supergraphSdl: string): EntryPoints {
  const document = parse(supergraphSdl, { noLocation: true });
  const objects = document.definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  const keys = new Map(
    objects.flatMap((node) => {
      const key = plainKey(node);
      return key ? [[node.name.value, key] as const] : [];
    }),
  );
  const queryType = rootTypeName(document, OperationTypeNode.QUERY);
  const entryFields = fieldsOf(
    [...keys.keys()].map((name) => `${entryField(name)}: ${name} @join__field(graph: ${GRAPH})`).join(' '),
  );
  const withEntries = visit(document, {
    EnumTypeDefinition: (node) =>
      node.name.value === 'join__Graph' ? { ...node, values: [...(node.values ?? []), GRAPH_VALUE] } : undefined,
    ObjectTypeDefinition(node) {
      if (node.name.value === queryType) {
        const joined = joinEntry(node, '', []);
        return { ...joined, fields: [...(joined.fields ?? []), ...entryFields] };
      }
      const key = keys.get(node.name.value);
      return key && joinEntry(node, `, key: "${key.join(' ')}", resolvable: false`, key);
    },
  });
  return { supergraphSdl: print(withEntries), keys };
}

/** The first key by which a subgraph resolves the type, of those that are fields of built-in scalars. */
function plainKey({ fields = [], directives = [] }: ObjectTypeDefinitionNode): readonly string[] | undefined {
  const isPlain = (name: string): boolean => {
    const field = fields.find((one) => one.name.value === name);
    return field !== undefined && BUILT_IN_SCALARS.has(namedType(field.type));
  };
  return directives
    .filter(({ name }) => name.value === 'join__type')
    .filter((directive) => argument(directive, 'resolvable') !== false)
    .map((directive) => argument(directive, 'key'))
    .filter((key) => typeof key === 'string')
    .filter((key) => PLAIN_KEY.test(key))
    .map((key) => key.split(' '))
    .find((names) => names.every(isPlain));
}

/** The type as the entry subgraph has it too, with some of its fields. Fields of every subgraph are not of that one. */
function joinEntry(
  node: ObjectTypeDefinitionNode,
  typeArguments: string,
  ownFields: readonly string[],
): ObjectTypeDefinitionNode {
  const graphs = new Set(
    (node.directives ?? [])
      .filter(({ name }) => name.value === 'join__type')
      .map((directive) => String(argument(directive, 'graph'))),
  );
  const everywhere = directivesOf([...graphs].map((graph) => `@join__field(graph: ${graph})`).join(' '));
  const own = directivesOf(`@join__field(graph: ${GRAPH})`);
  return {
    ...node,
    directives: [...(node.directives ?? []), ...directivesOf(`@join__type(graph: ${GRAPH}${typeArguments})`)],
    fields: (node.fields ?? []).map((field) => {
      const isJoined = field.directives?.some(({ name }) => name.value === 'join__field') ?? false;
      return {
        ...field,
        directives: [
          ...(field.directives ?? []),
          ...(isJoined ? [] : everywhere),
          ...(ownFields.includes(field.name.value) ? own : []),
        ],
      };
    }),
  };
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
