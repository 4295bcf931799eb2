import type { RuleSet } from '../rule-set.ts';
import type { SensitivityGrid } from '../types.ts';
import type { EquityTrack } from './method-track.ts';
import { afterDiscounts } from './method-track.ts';
import type { CashFlowValue } from './value-by-cash-flow.ts';

/** Equity value of all shares by discounted cash flow around the base case, with the discounts and bridge of the steps. */
export function createSensitivityGrid(
  cashFlow: CashFlowValue,
  track: EquityTrack,
  bridge: number,
  ruleSet: RuleSet,
): SensitivityGrid {
  const { wacc: waccSteps, growth: growthSteps } = ruleSet.parameters.sensitivitySteps.value;
  const waccs = waccSteps.map((step) => cashFlow.wacc + step);
  const growths = growthSteps.map((step) => cashFlow.growth + step);
  const equityValueAt = (wacc: number, growth: number) =>
    wacc <= growth
      ? null
      : afterDiscounts(cashFlow.enterpriseValueAt({ wacc, growth, earningsFactor: 1 }), track.discounts) + bridge;
  return {
    waccs,
    growths,
    equityValues: waccs.map((wacc) => growths.map((growth) => equityValueAt(wacc, growth))),
  };
}
