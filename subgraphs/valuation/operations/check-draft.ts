import { AppError } from '../../../lib/errors.ts';
import type { FieldProblem } from '../../../lib/errors.ts';
import type { ValuationDraftInput } from '../generated/graphql.ts';
import type { ValuationInput } from '../model/types.ts';
import { validateValuationInput } from '../model/validate-input.ts';

export interface CheckedDraft {
  /** What is there and cannot be. */
  readonly problems: readonly FieldProblem[];
  /** What a calculation needs and is not there. */
  readonly missing: readonly FieldProblem[];
  /** What can be calculated; undefined while there are problems or gaps. */
  readonly input: ValuationInput | undefined;
}

const MAX_TEXT_LENGTH = 1_000;
const MAX_LIST_LENGTH = 100;
/** PostgreSQL keeps neither null characters nor halves of surrogate pairs in JSON. */
const UNSTORABLE = /[\0\p{Cs}]/u;
const COMPANY_ID = /^[A-Z]{2}[0-9A-Z]+$/;

function* findOversized(value: unknown, path: string): Generator<FieldProblem> {
  if (typeof value === 'string') {
    if (value.length > MAX_TEXT_LENGTH)
      yield { path, message: `Must not be longer than ${MAX_TEXT_LENGTH} characters.` };
    if (UNSTORABLE.test(value)) yield { path, message: 'Must not hold null characters or broken Unicode.' };
  } else if (Array.isArray(value)) {
    if (value.length > MAX_LIST_LENGTH) yield { path, message: `Give at most ${MAX_LIST_LENGTH}.` };
    else for (const [index, item] of value.entries()) yield* findOversized(item, `${path}[${index}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) yield* findOversized(member, path ? `${path}.${key}` : key);
  }
}

/** Whether the draft says nothing at a path such as `years[1].revenue`; an empty list says nothing. */
function isAbsent(draft: unknown, path: string): boolean {
  const keys = path.match(/[^.[\]]+/g) ?? [];
  const value = keys.reduce<unknown>((parent, key) => (parent as Record<string, unknown> | null)?.[key], draft);
  return value == null || (Array.isArray(value) && value.length === 0);
}

/** Sorts out what is wrong with a draft and what it lacks. `today` is the ISO date that "this year" is judged by. */
export function checkDraft(draft: ValuationDraftInput, today: string): CheckedDraft {
  const oversized = [...findOversized(draft, '')];
  if (oversized.length > 0) return { problems: oversized, missing: [], input: undefined };

  const { companyId, naceCode, industry, ...fields } = draft;
  const validation = validateValuationInput({ ...fields, industry: naceCode ?? industry }, today);
  const errors: FieldProblem[] = validation.ok
    ? []
    : validation.errors.map((error) =>
        error.path === 'industry' && naceCode != null
          ? { path: 'naceCode', message: 'Give a NACE code such as 62.010.' }
          : error,
      );
  if (companyId != null && !COMPANY_ID.test(companyId))
    errors.push({ path: 'companyId', message: 'Give the id of a company in the registry, such as BE0403170701.' });

  const missing = errors.filter(({ path }) => isAbsent(draft, path));
  const problems = errors.filter((error) => !missing.includes(error));
  return { problems, missing, input: validation.ok && problems.length === 0 ? validation.input : undefined };
}

/** The error for fields of a draft; `prefix` leads to the draft from what the client sent or reads. */
export function badDraft(fields: readonly FieldProblem[], prefix: string): AppError {
  const prefixed = fields.map(({ path, message }) => ({ path: `${prefix}.${path}`, message }));
  const [first, ...others] = prefixed;
  const more = others.length > 0 ? ` (${others.length} more in "fields")` : '';
  return new AppError('BAD_USER_INPUT', `"${first?.path}": ${first?.message}${more}`, { fields: prefixed });
}
