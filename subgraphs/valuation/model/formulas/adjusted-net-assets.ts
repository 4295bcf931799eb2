import { requireFinite } from '../valuation-error.ts';

export interface AssetRevaluation {
  readonly bookValue: number;
  readonly marketValue: number;
  /** Tax that a sale at market value would cost, as a ratio of the difference. */
  readonly latentTaxRate: number;
}

/**
 * Adjusted net assets, EUR: `book equity + Σ (market − book)·(1 − latent tax)`.
 * Liabilities are given as negative amounts. Throws INVALID_ARGUMENT for a figure that is not finite.
 * Source: the substance method of continental practice, as in the Belgian institute of auditors' SME platform.
 */
export function adjustedNetAssets(bookEquity: number, revaluations: readonly AssetRevaluation[]): number {
  requireFinite({ bookEquity });
  return revaluations.reduce((sum, revaluation) => {
    requireFinite(revaluation);
    return sum + (revaluation.marketValue - revaluation.bookValue) * (1 - revaluation.latentTaxRate);
  }, bookEquity);
}
