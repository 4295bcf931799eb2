import { requireFinite } from '../valuation-error.ts';

export interface CostOfEquityInput {
  readonly riskFreeRate: number;
  /** Levered. */
  readonly beta: number;
  readonly equityRiskPremium: number;
  readonly sizePremium?: number;
  readonly specificPremium?: number;
}

/**
 * Cost of equity by the capital asset pricing model, built up with premia: `Ke = Rf + β·ERP + size + specific`.
 * Every rate is a ratio a year (0.04 is 4 %). Throws INVALID_ARGUMENT for a figure that is not finite.
 * Source: Sharpe (1964) and Lintner (1965); premia as in Pratt and Grabowski, "Cost of Capital".
 */
export function costOfEquity(input: CostOfEquityInput): number {
  requireFinite(input);
  const { riskFreeRate, beta, equityRiskPremium, sizePremium = 0, specificPremium = 0 } = input;
  return riskFreeRate + beta * equityRiskPremium + sizePremium + specificPremium;
}
