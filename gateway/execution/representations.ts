import { isDataObject, isInheritedName, readField, writeField } from './data.ts';
import type { DataObject } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { Requirement, Rewrite } from './plan-types.ts';
import { compileRewrites } from './rewrites.ts';

/** Makes what `_entities` needs of an object. */
export interface Representer {
  /** Equal for objects of which the representation is equal; undefined when none can be made. */
  identify(entity: DataObject): string | undefined;
  /** Undefined when the object is of another type or lacks something. */
  represent(entity: DataObject): DataObject | undefined;
}

/** Adds its part of `entity` to `into`; false when a required field is missing from the data. */
type Collect = (entity: DataObject, into: DataObject) => boolean;

export function compileRepresenter(
  requires: readonly Requirement[],
  inputRewrites: readonly Rewrite[],
  schema: ExecutionSchema,
  serviceName: string,
): Representer {
  const collect = compileRequirements(requires, schema);
  const rewrite = compileRewrites(inputRewrites, schema);
  const isIdentified = createKeyCheck(serviceName, schema);
  const represent = (entity: DataObject): DataObject | undefined => {
    const representation: DataObject = {};
    if (!collect(entity, representation) || representation['__typename'] === undefined) return undefined;
    rewrite?.(representation);
    return isIdentified(representation) ? representation : undefined;
  };
  return { represent, identify: identifyFlat(requires) ?? ((entity) => JSON.stringify(represent(entity))) };
}

/** Most entities are one type with a few leaf fields, of which the values alone tell them apart. */
function identifyFlat(requires: readonly Requirement[]): Representer['identify'] | undefined {
  const [fragment] = requires;
  if (requires.length !== 1 || fragment?.kind !== 'fragment') return undefined;
  const names: string[] = [];
  for (const one of fragment.selections) {
    if (one.kind !== 'field' || one.selections || isInheritedName(one.source)) return undefined;
    names.push(one.source);
  }
  if (!names.includes('__typename')) return undefined;
  return (entity) => {
    let text = '';
    for (const name of names) {
      const value = entity[name];
      text += typeof value === 'string' ? `${value}\u0000` : `${JSON.stringify(value)}\u0001`;
    }
    return text;
  };
}

/** An entity of which no key is whole cannot be found. */
function createKeyCheck(serviceName: string, schema: ExecutionSchema): (representation: DataObject) => boolean {
  const byTypename = new Map<unknown, readonly (readonly string[])[]>();
  return (representation) => {
    const typename = representation['__typename'];
    let keys = byTypename.get(typename);
    if (!keys) {
      keys = schema.facts.keysOf(serviceName, typename as string);
      byTypename.set(typename, keys);
    }
    return keys.length === 0 || keys.some((names) => names.every((name) => isPresent(representation[name])));
  };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function compileRequirements(requires: readonly Requirement[], schema: ExecutionSchema): Collect {
  const parts = requires.map((requirement) => compileRequirement(requirement, schema));
  return (entity, into) => parts.every((collect) => collect(entity, into));
}

function compileRequirement(requirement: Requirement, schema: ExecutionSchema): Collect {
  if (requirement.kind === 'field') return compileField(requirement, schema);
  const { type } = requirement;
  const collect = compileRequirements(requirement.selections, schema);
  return (entity, into) => {
    const typename = entity['__typename'];
    if (typename === undefined) into['__typename'] = type;
    else if (!schema.isOfType(typename as string, type)) return true;
    return collect(entity, into);
  };
}

function compileField(field: Requirement & { kind: 'field' }, schema: ExecutionSchema): Collect {
  const { name, source } = field;
  if (!field.selections)
    return (entity, into) => {
      const value = readField(entity, source);
      if (value === undefined) return name === '__typename' && into[name] !== undefined;
      writeField(into, name, value);
      return true;
    };

  const collect = compileRequirements(field.selections, schema);
  const collectValue = (value: unknown, present: unknown): unknown => {
    if (value === null) return null;
    if (Array.isArray(value)) {
      const items: unknown[] = value.map((item, index) =>
        collectValue(item, Array.isArray(present) ? present[index] : undefined),
      );
      return items.includes(undefined) ? undefined : items;
    }
    if (!isDataObject(value)) return undefined;
    const nested = isDataObject(present) ? present : {};
    return collect(value, nested) ? nested : undefined;
  };
  return (entity, into) => {
    const value = collectValue(readField(entity, source), readField(into, name));
    if (value === undefined) return false;
    writeField(into, name, value);
    return true;
  };
}
