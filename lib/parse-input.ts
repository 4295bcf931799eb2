import type { z } from 'zod';
import { AppError } from './errors.ts';

function fieldPath(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (parent, key) => (typeof key === 'number' ? `${parent}[${key}]` : `${parent}.${String(key)}`),
    root,
  );
}

/**
 * Checks the argument `name` of an operation. The messages of `schema` continue a sentence that begins with the field:
 * `must have at least 12 characters`.
 * @throws AppError BAD_USER_INPUT with the path of every field that was refused.
 */
export function parseInput<Output>(schema: z.ZodType<Output>, value: unknown, name = 'input'): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => ({ path: fieldPath(name, path), message }));
  throw new AppError('BAD_USER_INPUT', fields.map(({ path, message }) => `"${path}" ${message}.`).join(' '), {
    fields,
  });
}
