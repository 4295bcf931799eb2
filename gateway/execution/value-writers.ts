import { isObjectType } from 'graphql';
import type { GraphQLNamedType } from 'graphql';
import type { Variables } from './collect-fields.ts';
import type { Denial } from './denied-fields.ts';
import { isDataObject, readField } from './data.ts';
import type { DataObject } from './data.ts';

/** Where the projection stands, kept only when an answer has something to tell about its places. */
export interface ProjectionTrace {
  /** Response names and list indices, as the client sees them. */
  readonly path: (string | number)[];
  /** Names in the data, without list indices. */
  readonly dataPath: string[];
  /** A value is none of its type; null was written instead. */
  onInvalid(message: string): void;
  /** A value that must not be null is. */
  onNull(message: string): void;
  /** A field was not fetched, because it is kept from who is asking. */
  onDenied(denial: Denial): void;
  /** No fetch brought a value that was asked for. */
  onAbsent(): void;
}

export interface ProjectionState {
  readonly variables: Variables;
  readonly trace?: ProjectionTrace;
  /** Whether a string may need an escape in JSON. */
  readonly mayNeedEscape: boolean;
  foundInvalid: boolean;
  /** What was written for objects already, by writer. */
  readonly texts: Map<unknown, Map<unknown, string>>;
}

/** JSON text; empty when the value is null and the type does not allow it, so that the null moves up. */
export type WriteValue = (value: unknown, state: ProjectionState) => string;

export interface FieldWriter {
  readonly responseName: string;
  readonly nameInData: string;
  readonly isInherited: boolean;
  /** `{"name":` or `,"name":`, ready to be joined. */
  readonly prefix: string;
  readonly write: WriteValue;
}

/** An interface's name is no answer: the object that has no other is null. */
export function typenameWriter(type: GraphQLNamedType | undefined): WriteValue {
  if (!isObjectType(type)) return (_, state) => missing(state, `Cannot return null for non-nullable __typename.`);
  const text = `"${type.name}"`;
  return () => text;
}

/** A field that was not fetched. */
export function deniedWriter(denial: Denial, isNonNull: boolean): WriteValue {
  return (_, state) => {
    state.foundInvalid = true;
    state.trace?.onDenied(denial);
    return isNonNull ? '' : 'null';
  };
}

/** Notes that a value is none of its type, and gives the text that makes its parent null. */
export function invalid(state: ProjectionState, message: string): '' {
  state.foundInvalid = true;
  state.trace?.onInvalid(message);
  return '';
}

/** Notes that what must not be null is, and gives the text that makes its parent null. */
export function missing(state: ProjectionState, message: string): '' {
  state.foundInvalid = true;
  state.trace?.onNull(message);
  return '';
}

/** The value of a type that may be null. */
export function nullable(write: WriteValue): WriteValue {
  return (value, state) => {
    if (value === null || value === undefined) {
      if (value === undefined) state.trace?.onAbsent();
      return 'null';
    }
    return write(value, state) || 'null';
  };
}

/** The value of a non-null type; a null is told once, where it comes from. */
export function nonNull(write: WriteValue, place: string): WriteValue {
  return (value, state) => {
    if (value === undefined) state.trace?.onAbsent();
    if (value === null || value === undefined) return missing(state, `Cannot return null for non-nullable ${place}.`);
    const text = write(value, state);
    return text === 'null' ? '' : text;
  };
}

/** A list; empty text when an item moves its null up. */
export function listWriter(item: WriteValue, place: string): WriteValue {
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
export function writeFields(fields: readonly FieldWriter[]): WriteValue {
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
export function once(write: WriteValue): WriteValue {
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
export function lazily(compile: () => WriteValue): WriteValue {
  let write: WriteValue | undefined;
  return (value, state) => (write ??= compile())(value, state);
}
