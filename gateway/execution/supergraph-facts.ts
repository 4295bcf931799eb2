import {
  baseType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  possibleRuntimeTypes,
} from '@apollo/federation-internals';
import type { Directive, Schema, Supergraph } from '@apollo/federation-internals';
import { Kind, parse } from 'graphql';
import type { GraphQLSchema, SelectionSetNode } from 'graphql';

/** What a supergraph's `@join__` directives say of its subgraphs. */
export interface SupergraphFacts {
  /** The names at the top of each key by which a subgraph resolves entities of a type. */
  keysOf(serviceName: string, typeName: string): readonly (readonly string[])[];
  /** Whether a subgraph names entities of a type by keys, and resolves them by none. */
  isUnresolvable(serviceName: string, typeName: string): boolean;
  /** The field that is by itself a key of a type in every subgraph that has keys of it. */
  commonKeyOf(typeName: string): string | undefined;
  /** A type's own name, or the name of the `@interfaceObject` that stands for it in a subgraph. */
  nameInSubgraph(serviceName: string, typeName: string): string;
  /** What a subgraph must be sent to resolve a field. */
  requiresOf(serviceName: string, typeName: string, fieldName: string): SelectionSetNode | undefined;
  /** Whether a subgraph may have a field of this name only from what it is sent, and cannot have that at hand otherwise. */
  isNeverAtHand(serviceName: string, fieldName: string): boolean;
  /** The arguments of a field of this name that a subgraph is given from the objects above, whoever asks. */
  contextArgumentsOf(serviceName: string, fieldName: string): readonly string[];
  /** What a field requires in whichever subgraph resolves it that way: by name alone, or of objects of one type. */
  requirementsOf(fieldName: string, typeName?: string): readonly FieldRequirement[];
  /** The type of a field's values. */
  fieldType(typeName: string, fieldName: string): string | undefined;
  /**
   * Whether an `@interfaceObject` has a field of this name that it is not to be asked for with objects of types the operation
   * does not ask it of: because it is resolved from what it requires, or because its null takes what holds it along.
   */
  isPerType(fieldName: string): boolean;
  /** Whether fields of this name have several types. */
  isOfSeveralTypes(fieldName: string): boolean;
  /** The schema of a subgraph; all are made when the first is asked for. */
  schemaOf(serviceName: string): GraphQLSchema | undefined;
}

export interface FieldRequirement {
  /** The type that the field is declared on. */
  readonly typeName: string;
  readonly selection: SelectionSetNode;
}

export function readSupergraphFacts(supergraph: Supergraph): SupergraphFacts {
  const { schema } = supergraph;
  const services = serviceNames(schema);
  const keys = new Map<string, string[][]>();
  const unresolvable = new Set<string>();
  const fieldTypes = new Map<string, Set<string>>();
  const requires = new Map<string, SelectionSetNode>();
  const byField = new Map<string, FieldRequirement[]>();
  const contextArguments = new Map<string, string[]>();
  const requiring = new Set<string>();
  const providing = new Set<string | undefined>();
  const standIns = new Map<string, string>();
  const perType = new Set<string>();
  for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
    const asInterfaceObject = new Set<unknown>();
    for (const directive of type.appliedDirectivesOf('join__type')) {
      const { graph, key, resolvable, isInterfaceObject } = argumentsOf(directive);
      if (isInterfaceObject === true) asInterfaceObject.add(graph);
      if (isInterfaceObject === true && isInterfaceType(type))
        for (const { name } of type.allImplementations()) standIns.set(`${services.get(graph)}/${name}`, type.name);
      if (typeof key !== 'string') continue;
      const place = `${services.get(graph)}/${type.name}`;
      if (resolvable === false) unresolvable.add(place);
      else keys.set(place, [...(keys.get(place) ?? []), fieldNames(parseSelection(key))]);
    }
    for (const field of type.fields()) {
      const types = fieldTypes.get(field.name) ?? new Set();
      fieldTypes.set(field.name, types.add(String(field.type)));
      for (const directive of field.appliedDirectivesOf('join__field')) {
        const { graph, requires: required, provides, external, type: typeInSubgraph } = argumentsOf(directive);
        if (typeof typeInSubgraph === 'string') types.add(typeInSubgraph);
        const fromContext = argumentsOf(directive)['contextArguments'] as { name: string }[] | undefined;
        if (fromContext)
          contextArguments.set(
            `${services.get(graph)}/${field.name}`,
            fromContext.map(({ name }) => name),
          );
        if (asInterfaceObject.has(graph) && external !== true && field.type && isNonNullType(field.type))
          perType.add(field.name);
        if (provides !== undefined) providing.add(services.get(graph));
        if (typeof required !== 'string') continue;
        const selection = parseSelection(required);
        requiring.add(`${services.get(graph)}/${field.name}`);
        requires.set(`${services.get(graph)}/${type.name}.${field.name}`, selection);
        if (isInterfaceType(type)) perType.add(field.name);
        byField.set(field.name, [...(byField.get(field.name) ?? []), { typeName: type.name, selection }]);
      }
    }
  }
  let schemas: ReadonlyMap<string, GraphQLSchema> | undefined;
  return {
    keysOf: (serviceName, typeName) => keys.get(`${serviceName}/${typeName}`) ?? [],
    isUnresolvable: (serviceName, typeName) => {
      const place = `${serviceName}/${typeName}`;
      return unresolvable.has(place) && !keys.has(place);
    },
    commonKeyOf: (typeName) => {
      const ofSubgraphs = [...keys].filter(([place]) => place.endsWith(`/${typeName}`)).map(([, sets]) => sets);
      const singles = (ofSubgraphs[0] ?? []).flatMap((names) => (names.length === 1 ? names : []));
      return singles.find((name) => ofSubgraphs.every((sets) => sets.some((names) => names.join() === name)));
    },
    nameInSubgraph: (serviceName, typeName) => standIns.get(`${serviceName}/${typeName}`) ?? typeName,
    requiresOf: (serviceName, typeName, fieldName) => requires.get(`${serviceName}/${typeName}.${fieldName}`),
    isNeverAtHand: (serviceName, fieldName) =>
      requiring.has(`${serviceName}/${fieldName}`) && !providing.has(serviceName),
    contextArgumentsOf: (serviceName, fieldName) => contextArguments.get(`${serviceName}/${fieldName}`) ?? [],
    requirementsOf: (fieldName, typeName) => {
      const all = byField.get(fieldName) ?? [];
      return typeName === undefined ? all : all.filter((one) => mayBeOne(schema, one.typeName, typeName));
    },
    fieldType: (typeName, fieldName) => {
      const type = schema.type(typeName);
      const field = type && (isObjectType(type) || isInterfaceType(type)) ? type.field(fieldName) : undefined;
      return field?.type && baseType(field.type).name;
    },
    isPerType: (fieldName) => perType.has(fieldName),
    isOfSeveralTypes: (fieldName) => (fieldTypes.get(fieldName)?.size ?? 0) > 1,
    schemaOf: (serviceName) => (schemas ??= subgraphSchemas(supergraph)).get(serviceName),
  };
}

/** Whether an object can be of both types. */
function mayBeOne(schema: Schema, one: string, other: string): boolean {
  const possibleTypes = (name: string): string[] => {
    const type = schema.type(name);
    return type && isCompositeType(type) ? possibleRuntimeTypes(type).map((possible) => possible.name) : [];
  };
  return one === other || possibleTypes(one).some((name) => possibleTypes(other).includes(name));
}

function subgraphSchemas(supergraph: Supergraph): Map<string, GraphQLSchema> {
  const subgraphs = [...supergraph.subgraphs().values()];
  return new Map(subgraphs.map(({ name, schema }) => [name, schema.toGraphQLJSSchema()]));
}

function serviceNames(schema: Schema): Map<unknown, string> {
  const graphs = schema.enumTypes().find((type) => type.name === 'join__Graph')?.values ?? [];
  return new Map(
    graphs.map((value) => {
      const [directive] = value.appliedDirectivesOf('join__graph');
      return [value.name, String(directive && argumentsOf(directive)['name'])];
    }),
  );
}

function argumentsOf(directive: Directive): Record<string, unknown> {
  return directive.arguments();
}

function parseSelection(fields: string): SelectionSetNode {
  const [definition] = parse(`{${fields}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`"${fields}" is no selection of fields.`);
  return definition.selectionSet;
}

function fieldNames(set: SelectionSetNode): string[] {
  return set.selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []));
}
