import { requireFinite } from '../valuation-error.ts';

/** The rate on the part of an amount above `from`, up to the next bracket's `from`. */
export interface TaxBracket {
  readonly from: number;
  readonly rate: number;
}

/**
 * Tax on an amount by a scale of brackets in ascending order, EUR; 0 on an amount of 0 or less.
 * Throws INVALID_ARGUMENT for an amount that is not finite.
 */
export function progressiveTax(amount: number, brackets: readonly TaxBracket[]): number {
  requireFinite({ amount });
  return brackets.reduce((tax, bracket, index) => {
    const upTo = brackets[index + 1]?.from ?? Infinity;
    return tax + Math.max(0, Math.min(amount, upTo) - bracket.from) * bracket.rate;
  }, 0);
}
