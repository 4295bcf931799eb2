import type { RuleSet } from '../rule-set.ts';
import { createRuleFigure, sourceOf } from './create-step.ts';
import type { DiscountOutcome } from './discount-methods.ts';
import { discountMethods } from './discount-methods.ts';
import type { EnterpriseTrack } from './method-track.ts';

/** Step 8: what a company that cannot be sold on an exchange is worth less than one that can (DLOM). */
export function discountMarketability(tracks: readonly EnterpriseTrack[], ruleSet: RuleSet): DiscountOutcome {
  const { listedMultiplesMarketability, cashFlowMarketability } = ruleSet.parameters;
  return discountMethods(tracks, {
    id: 'marketability',
    risk: 'marketability',
    rateOf: ({ method }) =>
      method === 'discounted_cash_flow' ? cashFlowMarketability.value : listedMultiplesMarketability.value,
    inputs: [
      createRuleFigure('discount on multiples of listed companies', listedMultiplesMarketability, 'ratio'),
      createRuleFigure('discount on the cash flow value', cashFlowMarketability, 'ratio'),
    ],
    formula: 'after = before · (1 − discount)',
    source: `${sourceOf(listedMultiplesMarketability)}; ${sourceOf(cashFlowMarketability)}`,
    notes: [
      'The cost of equity is that of shares on an exchange, so the cash flow value is that of shares one can sell.',
    ],
  });
}
