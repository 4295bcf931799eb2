import { yearOf } from './iso-date.ts';
import type { FieldMessage } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The rules between fields, checked on whatever is there: a field that is missing or malformed breaks none of them
 * here, since it has its own error. `asOf` is an ISO date.
 */
export function findRelationErrors(draft: unknown, asOf: string): FieldMessage[] {
  const thisYear = yearOf(asOf);
  const fields = asFields(draft);
  const years = asList(fields.years).map(asFields);
  const errors: FieldMessage[] = [];
  const complain = (path: string, message: string) => errors.push({ path, message });

  if (isAbove(fields.foundingYear, thisYear)) complain('foundingYear', `Must be this year, ${thisYear}, or earlier.`);

  for (const [index, { year, revenue, ebitda }] of years.entries()) {
    const previous = years[index - 1]?.year;
    if (typeof year === 'number' && typeof previous === 'number' && year !== previous + 1)
      complain(`years[${index}].year`, `Must be ${previous + 1}: financial years follow each other without gaps.`);
    if (isAbove(year, thisYear)) complain(`years[${index}].year`, `Must be this year, ${thisYear}, or earlier.`);
    if (isAbove(ebitda, revenue)) complain(`years[${index}].ebitda`, 'Must not be above the revenue of the same year.');
  }

  const known = new Set(years.map(({ year }) => year));
  for (const [index, { year }] of asList(fields.adjustments).map(asFields).entries())
    if (typeof year === 'number' && !known.has(year))
      complain(`adjustments[${index}].year`, `Must be one of the financial years; ${year} is not given.`);

  const weights = asList(asFields(fields.assumptions).methodWeights).map(asFields);
  const methods = weights.map(({ method }) => method);
  for (const [index, method] of methods.entries())
    if (typeof method === 'string' && methods.indexOf(method) < index)
      complain(`assumptions.methodWeights[${index}].method`, 'Each method can have one weight only.');
  if (weights.length > 0 && weights.every(({ weight }) => weight === 0))
    complain('assumptions.methodWeights', 'At least one weight must be above 0.');
  return errors;
}

function isAbove(value: unknown, limit: unknown): boolean {
  return typeof value === 'number' && typeof limit === 'number' && value > limit;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
