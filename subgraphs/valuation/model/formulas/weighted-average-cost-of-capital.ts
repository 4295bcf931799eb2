import { requireArgument, requireFinite } from '../valuation-error.ts';

export interface CostOfCapitalInput {
  /** Market value of equity: EUR, or its weight; only the proportion to the debt counts. */
  readonly equity: number;
  /** Market value of interest-bearing debt, in the unit of `equity`. */
  readonly debt: number;
  readonly costOfEquity: number;
  /** Before tax. */
  readonly costOfDebt: number;
  readonly taxRate: number;
}

/**
 * Weighted average cost of capital after tax: `WACC = E/V·Ke + D/V·Kd·(1 − t)` with `V = E + D`.
 * Rates are ratios a year. Throws INVALID_ARGUMENT for negative equity or debt, or when both are 0.
 * Source: Modigliani and Miller (1963); Damodaran, "Investment Valuation".
 */
export function weightedAverageCostOfCapital(input: CostOfCapitalInput): number {
  requireFinite(input);
  const { equity, debt, costOfEquity, costOfDebt, taxRate } = input;
  requireArgument(equity >= 0 && debt >= 0, `Equity (${equity}) and debt (${debt}) must not be negative.`);
  requireArgument(equity + debt > 0, 'Equity and debt are both 0: there is no capital to weight.');
  const debtRatio = debt / (equity + debt);
  return (1 - debtRatio) * costOfEquity + debtRatio * costOfDebt * (1 - taxRate);
}
