import { AppError } from '../../../lib/errors.ts';
import type { FieldProblem } from '../../../lib/errors.ts';
import type { ValuationDraftInput } from '../generated/graphql.ts';
import type { ValuationInput } from '../model/types.ts';
import { validateValuationInput } from '../model/validate-input.ts';
import type { ValidationResult } from '../model/validate-input.ts';

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
/** Ids and codes that the model does not have as fields of their own. */
const FORMATS = {
  companyId: [/^[A-Z]{2}[0-9A-Z]+$/, 'Give the id of a company in the registry, such as BE0403170701.'],
  naceCode: [/^\d[\d.]{1,9}$/, 'Give a NACE code such as 62.100.'],
  businessTypeId: [/^[a-z]+(-[a-z]+)*$/, 'Give the id of a business type in the registry, such as bakery.'],
} as const;
const FORMATTED_FIELDS = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

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

/** The most telling of the fields that say the industry, which the model takes in one. */
function industryField({ naceCode, businessTypeId }: ValuationDraftInput) {
  if (naceCode != null) return 'naceCode';
  return businessTypeId != null ? 'businessTypeId' : 'industry';
}

function findModelErrors(draft: ValuationDraftInput, validation: ValidationResult): readonly FieldProblem[] {
  if (validation.ok) return [];
  const field = industryField(draft);
  if (field === 'industry') return validation.errors;
  const [, message] = FORMATS[field];
  return validation.errors.map((error) => (error.path === 'industry' ? { path: field, message } : error));
}

/** Sorts out what is wrong with a draft and what it lacks. `today` is the ISO date that "this year" is judged by. */
export function checkDraft(draft: ValuationDraftInput, today: string): CheckedDraft {
  const oversized = [...findOversized(draft, '')];
  if (oversized.length > 0) return { problems: oversized, missing: [], input: undefined };

  const industry = draft[industryField(draft)] ?? null;
  const validation = validateValuationInput(
    { ...draft, industry, companyId: null, naceCode: null, businessTypeId: null },
    today,
  );
  const modelErrors = findModelErrors(draft, validation);
  const malformed = FORMATTED_FIELDS.filter((path) => draft[path] != null && !FORMATS[path][0].test(draft[path]))
    .filter((path) => modelErrors.every((error) => error.path !== path))
    .map((path) => ({ path, message: FORMATS[path][1] }));
  const errors = [...modelErrors, ...malformed];

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
