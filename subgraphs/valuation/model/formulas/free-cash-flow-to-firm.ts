import { requireFinite } from '../valuation-error.ts';

export interface FreeCashFlowInput {
  readonly ebit: number;
  readonly taxRate: number;
  readonly depreciationAndAmortisation: number;
  readonly capex: number;
  /** Increase of net working capital over the year; a release is negative. */
  readonly workingCapitalIncrease: number;
}

/**
 * Free cash flow to all providers of capital, EUR: `FCFF = EBIT·(1 − t) + D&A − capex − ΔNWC`.
 * The tax on a negative EBIT is a credit here: pass `taxRate: 0` where none would be received.
 * Throws INVALID_ARGUMENT for a figure that is not finite.
 * Source: Koller, Goedhart and Wessels, "Valuation"; Damodaran, "Investment Valuation".
 */
export function freeCashFlowToFirm(input: FreeCashFlowInput): number {
  requireFinite(input);
  const { ebit, taxRate, depreciationAndAmortisation, capex, workingCapitalIncrease } = input;
  return ebit * (1 - taxRate) + depreciationAndAmortisation - capex - workingCapitalIncrease;
}
