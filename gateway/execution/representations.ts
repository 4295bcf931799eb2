import { isDataObject, isInheritedName, readField, writeField } from './data.ts';
import type { DataObject } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { EntityTarget, Requirement } from './plan-types.ts';
import { compileRewrites } from './rewrites.ts';
import { widenToInterface } from './widen-to-interface.ts';

/** Makes what `_entities` needs of an object. */
export interface Representer {
  /** The key in a Map: equal for objects of which the representation is equal; undefined when none can be made. */
  identify(entity: DataObject): unknown;
  /** Undefined when the object is of another type or lacks something. */
  represent(entity: DataObject): DataObject | undefined;
}

/** Adds its part of `entity` to `into`; false when a required field is missing from the data. */
type Collect = (entity: DataObject, into: DataObject) => boolean;

export function compileRepresenter(target: EntityTarget, schema: ExecutionSchema, serviceName: string): Representer {
  const { requires } = target;
  const collectOwn = compileRequirements(requires, schema);
  const collectOthers = widenToInterface(target, schema).map((one) => compileRequirements([one], schema));
  const rewrite = compileRewrites(target.inputRewrites, schema);
  const toSubgraph = createSubgraphCheck(serviceName, schema);

  const collect = (entity: DataObject): DataObject | undefined => {
    const own: DataObject = {};
    if (!collectOwn(entity, own)) return undefined;
    if (own['__typename'] !== undefined) return own;
    for (const collectOther of collectOthers) {
      const other: DataObject = {};
      if (collectOther(entity, other) && other['__typename'] !== undefined) return other;
    }
    return undefined;
  };
  const represent = (entity: DataObject): DataObject | undefined => {
    const representation = collect(entity);
    if (!representation) return undefined;
    rewrite?.(representation);
    return toSubgraph(representation);
  };
  const identify =
    (collectOthers.length === 0 ? identifyByOneKey(requires, schema) : undefined) ??
    identifyFlat(requires) ??
    ((entity: DataObject) => JSON.stringify(represent(entity)));
  return { represent, identify };
}

/** Of one object type with one plain key the key's value says it all. */
function identifyByOneKey(
  requires: readonly Requirement[],
  schema: ExecutionSchema,
): Representer['identify'] | undefined {
  const [fragment] = requires;
  if (requires.length !== 1 || fragment?.kind !== 'fragment' || schema.isAbstract(fragment.type)) return undefined;
  const { type } = fragment;
  const [key, ...others] = fragment.selections.filter((one) => one.kind !== 'field' || one.name !== '__typename');
  if (others.length > 0 || key?.kind !== 'field' || key.selections || isInheritedName(key.source)) return undefined;
  const { source } = key;
  return (entity) => {
    const typename = entity['__typename'];
    if (typename !== undefined && typename !== type) return undefined;
    const value = entity[source];
    if (value === undefined || typeof value === 'number') return value;
    // What is not text takes a mark that no text has by itself.
    return typeof value === 'string' && value.charCodeAt(0) !== 0 ? value : `\u0000${JSON.stringify(value)}`;
  };
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

/**
 * A representation as the subgraph can resolve it: an entity of which no key is whole, or all of it null, cannot be found,
 * and an `@interfaceObject` subgraph knows the interface's name only.
 */
function createSubgraphCheck(serviceName: string, schema: ExecutionSchema) {
  const byTypename = new Map<unknown, { name: string; keys: readonly (readonly string[])[] }>();
  return (representation: DataObject): DataObject | undefined => {
    const typename = representation['__typename'] as string;
    let known = byTypename.get(typename);
    if (!known) {
      const name = schema.facts.nameInSubgraph(serviceName, typename);
      known = { name, keys: schema.facts.keysOf(serviceName, name) };
      byTypename.set(typename, known);
    }
    if (known.name !== typename) representation['__typename'] = known.name;
    const isFound =
      known.keys.length === 0 ||
      known.keys.some(
        (names) =>
          names.every((name) => representation[name] !== undefined) &&
          names.some((name) => representation[name] !== null),
      );
    return isFound ? representation : undefined;
  };
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
