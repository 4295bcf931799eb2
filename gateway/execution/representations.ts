import { isDataObject, readField, writeField } from './data.ts';
import type { DataObject } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { Requirement, Rewrite } from './plan-types.ts';
import { compileRewrites } from './rewrites.ts';

/** Makes what `_entities` needs of an object; undefined when the object is of another type or lacks something. */
export type BuildRepresentation = (entity: DataObject, variables: DataObject) => DataObject | undefined;

/** Adds its part of `entity` to `into`; false when a required field is missing from the data. */
type Collect = (entity: DataObject, into: DataObject, variables: DataObject) => boolean;

export function compileRepresentation(
  requires: readonly Requirement[],
  inputRewrites: readonly Rewrite[],
  schema: ExecutionSchema,
): BuildRepresentation {
  const collect = compileRequirements(requires, schema);
  const rewrite = compileRewrites(inputRewrites, schema);
  return (entity, variables) => {
    const representation: DataObject = {};
    if (!collect(entity, representation, variables) || representation['__typename'] === undefined) return undefined;
    rewrite?.(representation);
    return representation;
  };
}

function compileRequirements(requires: readonly Requirement[], schema: ExecutionSchema): Collect {
  const parts = requires.map((requirement) => compileRequirement(requirement, schema));
  return (entity, into, variables) => parts.every((collect) => collect(entity, into, variables));
}

function compileRequirement(requirement: Requirement, schema: ExecutionSchema): Collect {
  if (requirement.kind === 'field') return compileField(requirement, schema);
  const { type, skipIf, includeIf } = requirement;
  const collect = compileRequirements(requirement.selections, schema);
  return (entity, into, variables) => {
    if (skipIf !== undefined && variables[skipIf] === true) return true;
    if (includeIf !== undefined && variables[includeIf] === false) return true;
    const typename = entity['__typename'];
    if (typename === undefined) into['__typename'] = type;
    else if (!schema.isOfType(typename as string, type)) return true;
    return collect(entity, into, variables);
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
  const collectValue = (value: unknown, present: unknown, variables: DataObject): unknown => {
    if (value === null) return null;
    if (Array.isArray(value)) {
      const items: unknown[] = value.map((item, index) =>
        collectValue(item, Array.isArray(present) ? present[index] : undefined, variables),
      );
      return items.includes(undefined) ? undefined : items;
    }
    if (!isDataObject(value)) return undefined;
    const nested = isDataObject(present) ? present : {};
    return collect(value, nested, variables) ? nested : undefined;
  };
  return (entity, into, variables) => {
    const value = collectValue(readField(entity, source), readField(into, name), variables);
    if (value === undefined) return false;
    writeField(into, name, value);
    return true;
  };
}
