import { requireArgument, requireFinite } from '../valuation-error.ts';

/**
 * Equity beta of a company with debt from the beta of its assets: `βL = βU·(1 + (1 − t)·D/E)`.
 * Debt to equity is at market values; the tax rate is a ratio. The debt is taken to have no beta.
 * Throws INVALID_ARGUMENT for a debt-to-equity ratio below 0.
 * Source: Hamada (1972), Journal of Finance 27(2).
 */
export function leveredBeta(input: { unleveredBeta: number; debtToEquity: number; taxRate: number }): number {
  return input.unleveredBeta * leverage(input);
}

/** The inverse of {@link leveredBeta}: the asset beta behind an observed equity beta. Same units, errors and source. */
export function unleveredBeta(input: { leveredBeta: number; debtToEquity: number; taxRate: number }): number {
  return input.leveredBeta / leverage(input);
}

/**
 * Beta for an owner who holds nothing else: market beta divided by its correlation with the market, `β/√R²`.
 * Throws INVALID_ARGUMENT unless 0 < R² ≤ 1.
 * Source: Damodaran, "Investment Valuation", chapter on private companies.
 */
export function totalBeta(input: { beta: number; rSquared: number }): number {
  requireFinite(input);
  requireArgument(input.rSquared > 0 && input.rSquared <= 1, `rSquared must lie in (0, 1], not ${input.rSquared}.`);
  return input.beta / Math.sqrt(input.rSquared);
}

function leverage(input: { debtToEquity: number; taxRate: number }): number {
  requireFinite(input);
  requireArgument(input.debtToEquity >= 0, `debtToEquity must not be negative, not ${input.debtToEquity}.`);
  const factor = 1 + (1 - input.taxRate) * input.debtToEquity;
  requireArgument(factor > 0, `A tax rate of ${input.taxRate} leaves no positive leverage factor.`);
  return factor;
}
