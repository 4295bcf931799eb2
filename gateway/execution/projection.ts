import { isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { FieldNode, GraphQLAbstractType, GraphQLNamedType, GraphQLOutputType, SelectionSetNode } from 'graphql';
import type { ClientOperation } from './client-operation.ts';
import { collectFields } from './collect-fields.ts';
import { isDataObject, isInheritedName } from './data.ts';
import type { DataObject } from './data.ts';
import { denialOf } from './denied-fields.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import { createIntrospection } from './introspection.ts';
import { leafWriter } from './leaf-writers.ts';
import type { PlannableOperation } from './plannable-operation.ts';
import {
  deniedWriter,
  invalid,
  lazily,
  listWriter,
  missing,
  nonNull,
  nullable,
  once,
  typenameWriter,
  writeFields,
} from './value-writers.ts';
import type { FieldWriter, ProjectionState, WriteValue } from './value-writers.ts';

/** Writes the answer's `data` as JSON text, in the order and under the names of the operation. */
export type Project = (data: DataObject, state: ProjectionState) => string;

/** How the operation uses a field. */
interface FieldUse {
  readonly nodes: readonly FieldNode[];
  /** For messages. */
  readonly place: string;
  readonly dataPath: string;
  /** How many fields lie on the way to it. */
  readonly depth: number;
}

/**
 * A selection is compiled for the types of objects that occur. Where a deferred part lies `wayLength` fields deep, its
 * nulls do not move up beyond the object that it is a part of.
 */
export function compileProjection(
  schema: ExecutionSchema,
  client: ClientOperation,
  plannable: PlannableOperation,
  entityPaths: ReadonlySet<string>,
  wayLength = 0,
): Project {
  const introspect = createIntrospection(schema.api, client);

  const objectWriter = (
    type: GraphQLNamedType | undefined,
    typename: string | undefined,
    sets: readonly SelectionSetNode[],
    dataPath: string,
    depth: number,
  ): WriteValue => {
    const isRoot = type === client.rootType;
    const definitions = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
    const knownName = typename ?? type?.name ?? '';
    const collected = collectFields(sets, client.fragments, (condition) => schema.isOfType(knownName, condition));
    const fields: FieldWriter[] = [];
    for (const [responseName, selected] of collected) {
      const open = selected.filter((one) => !denialOf(one));
      const nodes = open.length === 0 ? selected : open;
      const node = nodes[0] as FieldNode;
      const denial = denialOf(node);
      const fieldName = node.name.value;
      const definition = definitions[fieldName];
      const nameInData = plannable.nameInData(node);
      let write: WriteValue;
      if (denial)
        write = deniedWriter(
          denial,
          definition === undefined || (isNonNullType(definition.type) && depth >= wayLength),
        );
      else if (fieldName === '__typename') write = typenameWriter(type);
      else if (isRoot && fieldName.startsWith('__'))
        write = (_, state) => introspect(nodes, responseName, state.variables);
      else if (definition)
        write = fieldWriter(definition.type, {
          nodes,
          place: `field ${knownName}.${fieldName}`,
          dataPath: dataPath === '' ? nameInData : `${dataPath}.${nameInData}`,
          depth: depth + 1,
        });
      else throw new Error(`The schema has no field ${knownName}.${fieldName}.`);
      fields.push({
        responseName,
        nameInData,
        isInherited: isInheritedName(nameInData),
        prefix: `${fields.length === 0 ? '{' : ','}"${responseName}":`,
        write,
      });
    }
    const write = writeFields(fields);
    return entityPaths.has(dataPath) ? once(write) : write;
  };

  const selectionsOf = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
    nodes.flatMap((node) => node.selectionSet ?? []);

  const fieldWriter = (type: GraphQLOutputType, use: FieldUse): WriteValue => {
    const { place, depth } = use;
    if (isNonNullType(type)) {
      const write = fieldWriter(type.ofType as GraphQLOutputType, use);
      return depth <= wayLength ? write : nonNull(write, place);
    }
    if (isListType(type)) {
      const item = fieldWriter(type.ofType, { ...use, place: `array element of type ${String(type.ofType)}` });
      return nullable(listWriter(item, place));
    }
    if (isLeafType(type)) {
      const write = leafWriter(type);
      return nullable(
        (value, state) => write(value, state.mayNeedEscape) ?? invalid(state, `Invalid value found for ${place}.`),
      );
    }
    const sets = selectionsOf(use.nodes);
    if (!isObjectType(type)) return nullable(abstractWriter(type, sets, use));
    return nullable(lazily(() => objectWriter(type, type.name, sets, use.dataPath, depth)));
  };

  /** Which fields an object has is known by its `__typename` only. */
  const abstractWriter = (
    type: GraphQLAbstractType,
    sets: SelectionSetNode[],
    { nodes, place, dataPath, depth }: FieldUse,
  ): WriteValue => {
    const dependsOnType = nodes.some((node) => plannable.dependsOnType(node));
    const byTypename = new Map<unknown, WriteValue>();
    const possible = schema.api.getPossibleTypes(type);
    return (value, state) => {
      if (!isDataObject(value)) return invalid(state, `Invalid value found for ${place}.`);
      const typename = value['__typename'] ?? (possible.length === 1 ? possible[0]?.name : undefined);
      let write = byTypename.get(typename);
      if (!write) {
        const found = typeof typename === 'string' ? schema.api.getType(typename) : type;
        if (!found) return invalid(state, `Invalid __typename found for object at ${place}.`);
        // The subgraph that knows which implementation this is did not tell.
        if (dependsOnType && !isObjectType(found)) return missing(state, `Cannot tell the type of object at ${place}.`);
        write = objectWriter(found, found.name, sets, dataPath, depth);
        byTypename.set(typename, write);
      }
      return write(value, state);
    };
  };

  const root = objectWriter(client.rootType, client.rootType.name, [client.definition.selectionSet], '', 0);
  return (data, state) => root(data, state) || 'null';
}
