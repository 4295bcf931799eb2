import { getNamedType, isInterfaceType, isLeafType, isNonNullType, isObjectType, Kind } from 'graphql';
import type { FieldNode, GraphQLNamedType } from 'graphql';
import { isDataObject } from './data.ts';
import type { DataObject } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';

export type Path = readonly (string | number)[];

/** Names that begin so are reserved for GraphQL itself, so no client gives one to a field. */
export const KEY_NAME = '__deferKey';

/** Asks for the key by which an entity is known in all of its subgraphs. Undefined when it has none of one plain field. */
export function keySelection(type: GraphQLNamedType | undefined, schema: ExecutionSchema): FieldNode | undefined {
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const name = schema.facts.commonKeyOf(type.name);
  const field = name === undefined ? undefined : type.getFields()[name];
  if (!field || !isNonNullType(field.type) || !isLeafType(getNamedType(field.type))) return undefined;
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: KEY_NAME },
    name: { kind: Kind.NAME, value: field.name },
  };
}

/**
 * Where the object at a place of one answer is in another that was fetched at another time: lists may have other items
 * by then. Undefined when it is gone. What has no key is taken to have stayed.
 */
export function findAgain(answer: unknown, place: Path, other: unknown): Path | undefined {
  const found: (string | number)[] = [];
  for (const step of place) {
    const stepThere = findStep(answer, step, other);
    if (stepThere === undefined) return undefined;
    found.push(stepThere);
    answer = child(answer, step);
    other = child(other, stepThere);
  }
  return found;
}

/** A copy as the client asked for it. */
export function withoutKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (!isDataObject(value)) return value;
  const entries = Object.entries(value).filter(([name]) => name !== KEY_NAME);
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutKeys(inner)]));
}

/** What is at the end of a path; undefined when there is nothing. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce(child, value);
}

function child(value: unknown, step: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as DataObject)[step]
    : undefined;
}

function findStep(answer: unknown, step: string | number, other: unknown): string | number | undefined {
  const object = child(answer, step);
  if (isSame(object, child(other, step))) return step;
  const index = Array.isArray(other) ? other.findIndex((item) => isSame(object, item)) : -1;
  if (index !== -1) return index;
  // A null that moved up took the key along: it is the object's when all else is where it was.
  return (child(other, step) ?? null) === null && isUnchanged(answer, other) ? step : undefined;
}

/** One way may lead over an interface, which has no key, and another over its implementation, which has. */
function isSame(object: unknown, other: unknown): boolean {
  const key = child(object, KEY_NAME);
  if (key === undefined) return true;
  const otherKey = child(other, KEY_NAME);
  return isDataObject(other) && (otherKey === undefined || otherKey === key);
}

function isUnchanged(answer: unknown, other: unknown): boolean {
  if (!Array.isArray(answer) || !Array.isArray(other)) return true;
  return (
    answer.length === other.length && answer.every((item, index) => other[index] === null || isSame(item, other[index]))
  );
}
