import { requireArgument } from './valuation-error.ts';

const MS_PER_DAY = 86_400_000;

/** Days from 1970-01-01 to an ISO date such as `2026-01-31`. Throws INVALID_ARGUMENT for anything that is no such date. */
export function dayNumberOf(isoDate: string): number {
  const time = Date.parse(`${isoDate}T00:00:00Z`);
  const isDate = !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === isoDate;
  requireArgument(isDate, `"${isoDate}" is not a date: write it as 2026-01-31.`);
  return time / MS_PER_DAY;
}

/** The calendar year of an ISO date. Errors as in {@link dayNumberOf}. */
export function yearOf(isoDate: string): number {
  return new Date(dayNumberOf(isoDate) * MS_PER_DAY).getUTCFullYear();
}
