/** What subgraphs answer and fetches add up to: JSON, held under the names of the plan. */
export type DataObject = Record<string, unknown>;

export function isDataObject(value: unknown): value is DataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** GraphQL allows names such as `constructor`, which every object seems to have. */
export function isInheritedName(name: string): boolean {
  return inherited.has(name);
}

export function readField(object: DataObject, name: string): unknown {
  return inherited.has(name) && !Object.hasOwn(object, name) ? undefined : object[name];
}

/** Assigning to `__proto__` would change the object's prototype instead. */
export function writeField(object: DataObject, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

/** A deep copy of JSON data; several times faster than `structuredClone`. */
export function copyData<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyData) as T;
  const copy: DataObject = {};
  for (const name in value) writeField(copy, name, copyData(value[name as keyof T]));
  return copy as T;
}
