import { requireFinite } from '../valuation-error.ts';

export interface StatutoryReferenceInput {
  /** Book equity at the close of the last financial year before 1-1-2026. */
  readonly equity: number;
  /** Reported EBITDA of that year. */
  readonly ebitda: number;
  /** 4 by law. */
  readonly ebitdaMultiple: number;
  /** Price of a transaction between independent parties in 2025. */
  readonly armsLengthPrice?: number;
  /** Value by a formula of a contract in force on 1-1-2026. */
  readonly contractualValue?: number;
}

/**
 * Belgian statutory value of all unlisted shares at 31-12-2025, from which gains are counted, EUR: the highest of
 * `equity + 4·EBITDA`, a price at arm's length in 2025, and a contractual formula.
 * Throws INVALID_ARGUMENT for a figure that is not finite.
 * Source: article 102 of the Income Tax Code 1992 as it stands from 1-1-2026.
 */
export function statutoryReferenceValue(input: StatutoryReferenceInput): number {
  requireFinite(input);
  const { equity, ebitda, ebitdaMultiple, armsLengthPrice, contractualValue } = input;
  return Math.max(equity + ebitdaMultiple * ebitda, armsLengthPrice ?? -Infinity, contractualValue ?? -Infinity);
}
