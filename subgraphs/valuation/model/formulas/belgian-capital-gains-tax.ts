import { requireArgument, requireFinite } from '../valuation-error.ts';
import type { TaxBracket } from './progressive-tax.ts';
import { progressiveTax } from './progressive-tax.ts';

export interface CapitalGainsTaxScale {
  /** Holding from which the scale of substantial holders applies, as a ratio of the shares. */
  readonly substantialFrom: number;
  readonly substantial: readonly TaxBracket[];
  readonly ordinary: readonly TaxBracket[];
}

/**
 * Belgian tax on a private person's gain on shares from 1-1-2026, EUR; 0 on a loss. The gain is counted from the
 * value at 31-12-2025. The holding is a ratio of the shares before the sale. Not included: the yearly allowance of
 * ordinary holders, gains of earlier years that used the allowance up, and sales to a company one controls.
 * Throws INVALID_ARGUMENT for a holding outside 0–1.
 * Source: articles 90, 102 and 171 of the Income Tax Code 1992 as they stand from 1-1-2026.
 */
export function belgianCapitalGainsTax(gain: number, holding: number, scale: CapitalGainsTaxScale): number {
  requireFinite({ holding });
  requireArgument(holding >= 0 && holding <= 1, `The holding must be a ratio from 0 to 1, not ${holding}.`);
  return progressiveTax(gain, holding >= scale.substantialFrom ? scale.substantial : scale.ordinary);
}
