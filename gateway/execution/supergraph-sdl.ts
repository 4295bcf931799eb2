import { Kind, parse } from 'graphql';
import type {
  ConstDirectiveNode,
  DirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  ObjectTypeDefinitionNode,
  OperationTypeNode,
} from 'graphql';

const DEFAULT_ROOT_TYPES = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** Name and URL of every subgraph that a supergraph composes, as its `join__Graph` enum lists them. */
export function subgraphsOf(supergraphSdl: string): ReadonlyMap<string, string> {
  const graphs = parse(supergraphSdl, { noLocation: true }).definitions.find(
    (definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values
      .flatMap(({ directives = [] }) => directives.filter(({ name }) => name.value === 'join__graph'))
      .map((directive) => [String(argument(directive, 'name')), String(argument(directive, 'url'))]),
  );
}

/** The name of the type that operations of a kind begin at. */
export function rootTypeName({ definitions }: DocumentNode, kind: OperationTypeNode): string {
  const operations = definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.operationTypes ?? []) : [],
  );
  return operations.find(({ operation }) => operation === kind)?.type.name.value ?? DEFAULT_ROOT_TYPES[kind];
}

/** The value of a directive's argument; undefined for none, and for a list or an object. */
export function argument({ arguments: args = [] }: DirectiveNode, name: string): unknown {
  const value = args.find((one) => one.name.value === name)?.value;
  return value && 'value' in value ? value.value : undefined;
}

/** Directives as they are written after a definition. */
export function directivesOf(text: string): readonly ConstDirectiveNode[] {
  return typeNode(`type T ${text}`).directives ?? [];
}

/** Fields as they are written in a type. */
export function fieldsOf(text: string): readonly FieldDefinitionNode[] {
  return text === '' ? [] : (typeNode(`type T { ${text} }`).fields ?? []);
}

function typeNode(text: string): ObjectTypeDefinitionNode {
  const [node] = parse(text, { noLocation: true }).definitions;
  if (node?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error(`"${text}" is no type.`);
  return node;
}
