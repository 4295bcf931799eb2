import { isDataObject, readField, writeField } from './data.ts';
import type { DataObject } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import { compilePath, visitPath } from './paths.ts';
import type { Rewrite } from './plan-types.ts';

export type ApplyRewrites = (value: DataObject) => void;

/** The last segment of a rewrite's path is the key to change; undefined when there is nothing to do. */
export function compileRewrites(rewrites: readonly Rewrite[], schema: ExecutionSchema): ApplyRewrites | undefined {
  if (rewrites.length === 0) return undefined;
  const steps = rewrites.map((rewrite) => {
    const path = compilePath(rewrite.path);
    const key = path.at(-1);
    if (typeof key !== 'string') throw new Error('The planner wrote a rewrite that names no key.');
    return { rewrite, parents: path.slice(0, -1), key };
  });
  return (value) => {
    for (const { rewrite, parents, key } of steps)
      visitPath(value, parents, schema, (object) => {
        if (!isDataObject(object)) return;
        if (rewrite.kind === 'set') writeField(object, key, rewrite.value);
        else renameKey(object, key, rewrite.to);
      });
  };
}

function renameKey(object: DataObject, from: string, to: string): void {
  const value = readField(object, from);
  if (value === undefined) return;
  writeField(object, to, value);
  object[from] = undefined;
}
