import { isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { FieldNode, GraphQLAbstractType, GraphQLNamedType, GraphQLOutputType, SelectionSetNode } from 'graphql';
import type { ClientOperation } from './client-operation.ts';
import { isDataObject, isInheritedName, readField } from './data.ts';
import type { DataObject } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import { createIntrospection } from './introspection.ts';
import { leafWriter } from './leaf-writers.ts';
import type { PlannableOperation } from './plannable-operation.ts';
import { collectFields } from './collect-fields.ts';
import type { Variables } from './collect-fields.ts';

/** Where the projection stands, kept only when an answer has something to tell about its places. */
export interface ProjectionTrace {
  /** Response names and list indices, as the client sees them. */
  readonly path: (string | number)[];
  /** Names in the data, without list indices. */
  readonly dataPath: string[];
  /** A value broke the schema's promise; null was written instead. */
  onInvalid(message: string): void;
  /** No fetch brought a value that was asked for. */
  onAbsent(): void;
}

export interface ProjectionState {
  readonly variables: Variables;
  readonly trace?: ProjectionTrace;
  foundInvalid: boolean;
  /** What was written for objects already, by writer. */
  readonly texts: Map<unknown, Map<unknown, string>>;
}

/** Writes the answer's `data` as JSON text, in the order and under the names of the operation. */
export type Project = (data: DataObject, state: ProjectionState) => string;

/** JSON text; empty when the value is null and the type does not allow it, so that the null moves up. */
type WriteValue = (value: unknown, state: ProjectionState) => string;

interface FieldWriter {
  readonly responseName: string;
  readonly nameInData: string;
  readonly isInherited: boolean;
  /** `{"name":` or `,"name":`, ready to be joined. */
  readonly prefix: string;
  readonly write: WriteValue;
}

/** A selection is compiled for the types of objects that occur. */
export function compileProjection(
  schema: ExecutionSchema,
  client: ClientOperation,
  plannable: PlannableOperation,
): Project {
  const introspect = createIntrospection(schema.api, client);

  const objectWriter = (
    type: GraphQLNamedType | undefined,
    typename: string | undefined,
    sets: readonly SelectionSetNode[],
  ): WriteValue => {
    const isRoot = type === client.rootType;
    const definitions = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
    const knownName = typename ?? type?.name ?? '';
    const collected = collectFields(sets, client.fragments, (condition) => schema.isOfType(knownName, condition));
    const fields: FieldWriter[] = [];
    for (const [responseName, nodes] of collected) {
      const node = nodes[0] as FieldNode;
      const fieldName = node.name.value;
      const definition = definitions[fieldName];
      let write: WriteValue;
      if (fieldName === '__typename') write = typenameWriter(type);
      else if (isRoot && fieldName.startsWith('__'))
        write = (_, state) => introspect(nodes, responseName, state.variables);
      else if (definition) write = fieldWriter(definition.type, nodes, `field ${knownName}.${fieldName}`);
      else throw new Error(`The schema has no field ${knownName}.${fieldName}.`);
      const nameInData = plannable.nameInData(node);
      fields.push({
        responseName,
        nameInData,
        isInherited: isInheritedName(nameInData),
        prefix: `${fields.length === 0 ? '{' : ','}"${responseName}":`,
        write,
      });
    }
    return once(writeFields(fields));
  };

  const selectionsOf = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
    nodes.flatMap((node) => node.selectionSet ?? []);

  const fieldWriter = (type: GraphQLOutputType, nodes: readonly FieldNode[], place: string): WriteValue => {
    if (isNonNullType(type)) return nonNull(fieldWriter(type.ofType as GraphQLOutputType, nodes, place), place);
    if (isListType(type)) {
      const item = fieldWriter(type.ofType, nodes, `array element of type ${String(type.ofType)}`);
      return nullable(listWriter(item, place));
    }
    if (isLeafType(type)) {
      const write = leafWriter(type);
      return nullable((value, state) => write(value) ?? invalid(state, `Invalid value found for ${place}.`));
    }
    const sets = selectionsOf(nodes);
    return nullable(
      isObjectType(type) ? lazily(() => objectWriter(type, type.name, sets)) : abstractWriter(type, sets, place),
    );
  };

  /** Which fields an object has is known by its `__typename` only. */
  const abstractWriter = (type: GraphQLAbstractType, sets: SelectionSetNode[], place: string): WriteValue => {
    const byTypename = new Map<unknown, WriteValue>();
    const possible = schema.api.getPossibleTypes(type);
    return (value, state) => {
      if (!isDataObject(value)) return invalid(state, `Invalid value found for ${place}.`);
      const typename = value['__typename'] ?? (possible.length === 1 ? possible[0]?.name : undefined);
      let write = byTypename.get(typename);
      if (!write) {
        const found = typeof typename === 'string' ? schema.api.getType(typename) : type;
        if (!found) return invalid(state, `Invalid __typename found for object at ${place}.`);
        write = objectWriter(found, found.name, sets);
        byTypename.set(typename, write);
      }
      return write(value, state);
    };
  };

  const root = objectWriter(client.rootType, client.rootType.name, [client.definition.selectionSet]);
  return (data, state) => root(data, state) || 'null';
}

function typenameWriter(type: GraphQLNamedType | undefined): WriteValue {
  if (!isObjectType(type)) return () => '';
  const text = `"${type.name}"`;
  return () => text;
}

function invalid(state: ProjectionState, message: string): '' {
  state.foundInvalid = true;
  state.trace?.onInvalid(message);
  return '';
}

function nullable(write: WriteValue): WriteValue {
  return (value, state) => {
    if (value === null || value === undefined) {
      if (value === undefined) state.trace?.onAbsent();
      return 'null';
    }
    return write(value, state) || 'null';
  };
}

function nonNull(write: WriteValue, place: string): WriteValue {
  return (value, state) => {
    if (value === undefined) state.trace?.onAbsent();
    if (value === null || value === undefined) return invalid(state, `Cannot return null for non-nullable ${place}.`);
    const text = write(value, state);
    return text === 'null' ? '' : text;
  };
}

function listWriter(item: WriteValue, place: string): WriteValue {
  return (value, state) => {
    if (!Array.isArray(value)) return invalid(state, `Invalid value found for ${place}.`);
    if (value.length === 0) return '[]';
    let text = '';
    let isNull = false;
    for (let index = 0; index < value.length; index++) {
      state.trace?.path.push(index);
      const itemText = item(value[index], state);
      state.trace?.path.pop();
      if (itemText === '') isNull = true;
      else text += index === 0 ? `[${itemText}` : `,${itemText}`;
    }
    return isNull ? '' : `${text}]`;
  };
}

/** Two loops over the same fields: the one that keeps the trace would slow every answer down. */
function writeFields(fields: readonly FieldWriter[]): WriteValue {
  if (fields.length === 0) return () => '{}';
  const writeTraced = (value: DataObject, state: ProjectionState, trace: ProjectionTrace): string => {
    let text = '';
    for (const field of fields) {
      trace.path.push(field.responseName);
      trace.dataPath.push(field.nameInData);
      const part = field.write(readField(value, field.nameInData), state);
      trace.dataPath.pop();
      trace.path.pop();
      if (part === '') return '';
      text += field.prefix + part;
    }
    return `${text}}`;
  };
  const writeFast = (value: DataObject, state: ProjectionState): string => {
    let text = '';
    for (const { isInherited, nameInData, prefix, write } of fields) {
      const part = write(isInherited ? readField(value, nameInData) : value[nameInData], state);
      if (part === '') return '';
      text += prefix + part;
    }
    return `${text}}`;
  };
  return (value, state) => {
    if (!isDataObject(value)) return invalid(state, 'Invalid value found for an object.');
    return state.trace ? writeTraced(value, state, state.trace) : writeFast(value, state);
  };
}

/** Objects that many places share are written once. */
function once(write: WriteValue): WriteValue {
  return (value, state) => {
    if (state.trace) return write(value, state);
    let texts = state.texts.get(write);
    if (!texts) {
      texts = new Map();
      state.texts.set(write, texts);
    }
    let text = texts.get(value);
    if (text === undefined) {
      text = write(value, state);
      texts.set(value, text);
    }
    return text;
  };
}

/** A selection is compiled when its first object comes: an operation may select far more than its answer holds. */
function lazily(compile: () => WriteValue): WriteValue {
  let write: WriteValue | undefined;
  return (value, state) => (write ??= compile())(value, state);
}
