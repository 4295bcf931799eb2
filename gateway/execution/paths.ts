import { isDataObject, readField } from './data.ts';
import type { DataObject } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { PathSegment, PlanPath } from './plan-types.ts';

/** A list is walked wherever one is found, so only names and type conditions are left of a plan's path. */
export type CompiledPath = readonly Exclude<PathSegment, '@'>[];

export function compilePath(path: PlanPath): CompiledPath {
  return path.filter((segment) => segment !== '@');
}

export type Container = DataObject | unknown[];
type Visit = (object: DataObject, container: Container, key: string | number) => void;

/**
 * Calls `visit` for every object at the path, with the place that holds it. A list that several objects share is walked
 * once: its items are the same wherever it is met.
 */
export function visitPath(root: DataObject, path: CompiledPath, schema: ExecutionSchema, visit: Visit): void {
  const lists = new Set<unknown>();
  const walk = (container: Container, key: string | number, depth: number): void => {
    const value = (container as DataObject)[key];
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      if (lists.has(value)) return;
      lists.add(value);
      for (let index = 0; index < value.length; index++) walk(value, index, depth);
      return;
    }
    const segment = path[depth];
    if (segment === undefined) visit(value as DataObject, container, key);
    else if (typeof segment === 'string') walk(value as DataObject, segment, depth + 1);
    else if (isOneOf(value as DataObject, segment.types, schema)) walk(container, key, depth + 1);
  };
  walk({ root }, 'root', 0);
}

/** Calls `visit` for every object at the path with the objects above it, the nearest last. */
export function visitBelow(
  root: DataObject,
  path: CompiledPath,
  schema: ExecutionSchema,
  visit: (object: DataObject, above: readonly DataObject[]) => void,
): void {
  const walk = (value: unknown, depth: number, above: readonly DataObject[]): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, depth, above);
    if (!isDataObject(value)) return;
    const segment = path[depth];
    if (segment === undefined) visit(value, above);
    else if (typeof segment === 'string') walk(readField(value, segment), depth + 1, [...above, value]);
    else if (isOneOf(value, segment.types, schema)) walk(value, depth + 1, above);
  };
  walk(root, 0, []);
}

/** What a path leads to from an object; a list of it where lists lie between. Undefined when a type condition fails. */
export function valueAtPath(object: unknown, path: CompiledPath, schema: ExecutionSchema): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined || object === null || object === undefined) return object;
  if (Array.isArray(object)) return object.map((item) => valueAtPath(item, path, schema));
  if (typeof segment === 'string') return valueAtPath(readField(object as DataObject, segment), rest, schema);
  return isOneOf(object as DataObject, segment.types, schema) ? valueAtPath(object, rest, schema) : undefined;
}

/** Every place, with list indices, where one of `objects` sits at the path. */
export function locate(
  root: DataObject,
  path: CompiledPath,
  schema: ExecutionSchema,
  objects: ReadonlySet<DataObject>,
): (string | number)[][] {
  const places: (string | number)[][] = [];
  const walk = (value: unknown, depth: number, place: (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, depth, [...place, index]);
      return;
    }
    const object = value as DataObject;
    const segment = path[depth];
    if (segment === undefined) {
      if (objects.has(object)) places.push(place);
    } else if (typeof segment === 'string') walk(readField(object, segment), depth + 1, [...place, segment]);
    else if (isOneOf(object, segment.types, schema)) walk(object, depth + 1, place);
  };
  walk(root, 0, []);
  return places;
}

function isOneOf(object: DataObject, types: readonly string[], schema: ExecutionSchema): boolean {
  const typename = object['__typename'];
  return typeof typename !== 'string' || types.some((type) => schema.isOfType(typename, type));
}
