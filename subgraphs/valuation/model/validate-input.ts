import { z } from 'zod';
import { findRelationErrors } from './input-relations.ts';
import { valuationInputSchema } from './input-schema.ts';
import type { FieldMessage, ValuationInput } from './types.ts';

export type ValidationResult =
  | { readonly ok: true; readonly input: ValuationInput }
  | { readonly ok: false; readonly errors: readonly FieldMessage[] };

/**
 * The typed input that a draft makes, or every error with the path of its field (`years[1].revenue`). Null says the
 * same as missing. Takes anything as a draft. `asOf` is the ISO date that "this year" is judged by; one that is no date
 * throws INVALID_ARGUMENT.
 * What is allowed but unusual is found by `findInputWarnings`.
 */
export function validateValuationInput(draft: unknown, asOf: string): ValidationResult {
  const given = withoutNulls(draft);
  const parsed = valuationInputSchema.safeParse(given, { error: describeIssue });
  const errors = [...(parsed.error?.issues ?? []).flatMap(toMessages), ...findRelationErrors(given, asOf)];
  if (parsed.success && errors.length === 0) return { ok: true, input: parsed.data };
  return { ok: false, errors };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]));
}

function toMessages(issue: z.core.$ZodIssue): FieldMessage[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: z.core.toDotPath([...issue.path, key]),
      message: 'This field does not exist: remove it or check its spelling.',
    }));
  return [{ path: z.core.toDotPath(issue.path), message: issue.message }];
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a finite number',
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
};

function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'This field is required.';
      return `Give ${KINDS[issue.expected] ?? issue.expected}.`;
    case 'invalid_value':
      if (issue.input === undefined) return 'This field is required.';
      return `Give one of ${issue.values.join(', ')}.`;
    case 'too_small':
      if (issue.origin === 'string') return 'This field must not be empty.';
      if (issue.origin === 'array') return `Give at least ${issue.minimum}.`;
      return `Must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}.`;
    case 'too_big':
      if (issue.origin === 'string') return `Must not be longer than ${issue.maximum} characters.`;
      if (issue.origin === 'array') return `Give at most ${issue.maximum}.`;
      return `Must be at most ${issue.maximum}.`;
    default:
      return undefined;
  }
}
