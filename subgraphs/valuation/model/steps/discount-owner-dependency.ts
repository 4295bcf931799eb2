import { ownerDependencyDiscount } from '../formulas/owner-dependency-discount.ts';
import type { RuleSet } from '../rule-set.ts';
import type { ValuationInput } from '../types.ts';
import { asPercent, createFigure, sourceOf } from './create-step.ts';
import type { DiscountOutcome } from './discount-methods.ts';
import { discountMethods } from './discount-methods.ts';
import type { EnterpriseTrack } from './method-track.ts';
import type { CashFlowValue } from './value-by-cash-flow.ts';

/** Step 7: what leaves with the owner, by the number of owners to each employee. */
export function discountOwnerDependency(
  tracks: readonly EnterpriseTrack[],
  input: ValuationInput,
  cashFlow: CashFlowValue | null,
  ruleSet: RuleSet,
): DiscountOutcome {
  const { ownerDependency } = ruleSet.parameters;
  const { owners, employees } = input;
  const rule = {
    id: 'owner_dependency',
    risk: 'owner_dependency',
    formula: 'after = before · (1 − discount); discount by owners / employees',
    source: sourceOf(ownerDependency),
  } as const;
  if (owners === undefined || employees === undefined)
    return discountMethods(tracks, {
      ...rule,
      rateOf: () => 0,
      inputs: [],
      skipped: 'The numbers of owners and of employees are not both given.',
    });

  const discount = ownerDependencyDiscount(owners, employees, ownerDependency.value);
  return discountMethods(tracks, {
    ...rule,
    rateOf: () => discount,
    inputs: [
      createFigure('owners', owners, 'count'),
      createFigure('employees', employees, 'count'),
      { name: 'owner-dependency discount', value: discount, unit: 'ratio', source: sourceOf(ownerDependency) },
    ],
    notes: specificPremiumNote(cashFlow, discount),
  });
}

/** Lets the reader see whether the premium that replaces the discount in the cash flow value is worth as much. */
function specificPremiumNote(cashFlow: CashFlowValue | null, discount: number): string[] {
  if (cashFlow === null || cashFlow.costOfCapital.specificPremium === 0) return [];
  const { growth, enterpriseValue, costOfCapital } = cashFlow;
  const wacc = costOfCapital.waccWithoutSpecificPremium;
  const without = wacc > growth ? cashFlow.enterpriseValueAt({ wacc, growth, earningsFactor: 1 }) : 0;
  if (without === 0) return [];
  const effect = 1 - enterpriseValue.mid / without;
  return [
    `The specific premium takes ${asPercent(effect)} off the cash flow value; ` +
      `the discount that it stands for would take ${asPercent(discount)}.`,
  ];
}
