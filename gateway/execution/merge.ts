import { isDataObject, readField, writeField } from './data.ts';
import type { DataObject } from './data.ts';

/**
 * Adds what a fetch found to what is there. Objects are taken over by reference; a null never replaces a value, because
 * of two subgraphs that share a field one may have failed.
 */
export function mergeInto(target: DataObject, source: DataObject): void {
  for (const name in source) {
    const found = source[name];
    const present = readField(target, name);
    if (present === undefined || present === null) writeField(target, name, found);
    else if (typeof found === 'object' && found !== null) writeField(target, name, mergeValues(present, found));
    else if (found !== null) writeField(target, name, found);
  }
}

function mergeValues(present: unknown, found: unknown): unknown {
  if (present === found || found === null || found === undefined) return present;
  if (Array.isArray(present) && Array.isArray(found) && present.length === found.length) {
    for (const [index, item] of found.entries()) present[index] = mergeValues(present[index], item);
    return present;
  }
  if (isDataObject(present) && isDataObject(found)) {
    mergeInto(present, found);
    return present;
  }
  return found;
}
