import { dayNumberOf } from '../iso-date.ts';
import { requireArgument, requireFinite } from '../valuation-error.ts';

export interface DatedFlow {
  /** ISO date, `2026-01-31`. */
  readonly date: string;
  /** EUR; money paid is negative. */
  readonly amount: number;
}

const DAYS_PER_YEAR = 365;

/**
 * Present value of flows on given dates (XNPV), EUR, at the date of the first flow of the list:
 * `Σ amount / (1 + r)^(days / 365)`. The rate is a ratio a year.
 * Throws INVALID_ARGUMENT without flows, for a date that is none, or for a rate of −100 % or less.
 * Source: the convention of spreadsheets (365 days a year, actual days).
 */
export function presentValueByDates(flows: readonly DatedFlow[], discountRate: number): number {
  requireFinite({ discountRate });
  requireArgument(discountRate > -1, `The discount rate must be above -100 %, not ${discountRate}.`);
  return timedFlows(flows).reduce((sum, flow) => sum + flow.amount / (1 + discountRate) ** flow.years, 0);
}

/** The flows with their distance in years (of 365 days) from the first of the list. Errors as in {@link presentValueByDates}. */
export function timedFlows(flows: readonly DatedFlow[]): readonly { amount: number; years: number }[] {
  const [first] = flows;
  requireArgument(first !== undefined, 'Give at least one dated flow.');
  const start = dayNumberOf(first.date);
  return flows.map(({ date, amount }) => {
    requireFinite({ amount });
    return { amount, years: (dayNumberOf(date) - start) / DAYS_PER_YEAR };
  });
}
