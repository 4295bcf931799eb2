import { isDataObject, readField, writeField } from './data.ts';
import type { DataObject } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';

/**
 * Adds what a fetch found to what is there. Objects are taken over by reference; a null never replaces a value, because
 * of two subgraphs that share a field one may have failed; and an interface's name never replaces a type's, because an
 * `@interfaceObject` subgraph knows no other.
 */
export function mergeInto(target: DataObject, source: DataObject, schema: ExecutionSchema): void {
  for (const name in source) {
    const found = source[name];
    const present = readField(target, name);
    if (present === undefined || present === null) writeField(target, name, found);
    else if (typeof found === 'object' && found !== null) writeField(target, name, mergeValues(present, found, schema));
    else if (name === '__typename' && schema.isOfType(present as string, found as string)) continue;
    else if (found !== null && found !== undefined) writeField(target, name, found);
  }
}

function mergeValues(present: unknown, found: unknown, schema: ExecutionSchema): unknown {
  if (present === found || found === null || found === undefined) return present;
  if (Array.isArray(present) && Array.isArray(found) && present.length === found.length) {
    for (const [index, item] of found.entries()) present[index] = mergeValues(present[index], item, schema);
    return present;
  }
  if (isDataObject(present) && isDataObject(found)) {
    mergeInto(present, found, schema);
    return present;
  }
  return found;
}
