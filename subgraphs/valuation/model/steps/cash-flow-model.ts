import type { DiscountedCashFlow } from '../formulas/discounted-cash-flow.ts';
import { discountedCashFlow } from '../formulas/discounted-cash-flow.ts';
import type { IndustryGroup } from '../industry-group.ts';
import type { RuleSet } from '../rule-set.ts';
import type { Figure, ValuationInput } from '../types.ts';
import { createFigure } from './create-step.ts';
import { deriveCashFlowDrivers } from './derive-cash-flow-drivers.ts';
import type { CostOfCapital } from './derive-cost-of-capital.ts';
import { deriveCostOfCapital } from './derive-cost-of-capital.ts';
import type { Earnings } from './normalise-ebitda.ts';
import { projectCashFlows } from './project-cash-flows.ts';
import { findTaxRate } from './tax-rate.ts';

export interface ProjectedCompany {
  readonly group: IndustryGroup;
  readonly earnings: Earnings;
  readonly sizeEbitda: number;
}

export interface CashFlowCase {
  readonly wacc: number;
  readonly growth: number;
  /** Factor on the EBITDA margin; 1 in the base case. */
  readonly earningsFactor: number;
}

export interface CashFlowModel {
  readonly base: CashFlowCase;
  readonly costOfCapital: CostOfCapital;
  /** Free cash flows of a case, EUR, and what they are worth. Throws RATE_NOT_ABOVE_GROWTH like the perpetuity itself. */
  readonly project: (other: CashFlowCase) => DiscountedCashFlow & { readonly flows: readonly number[] };
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

/** Everything the projection follows from, once; after that any case can be valued. */
export function createCashFlowModel(input: ValuationInput, company: ProjectedCompany, ruleSet: RuleSet): CashFlowModel {
  const { drivers, notes } = deriveCashFlowDrivers(input, company.earnings, ruleSet);
  const tax = findTaxRate(input, drivers.revenue * (drivers.ebitdaMargin - drivers.depreciationRatio), ruleSet);
  const costOfCapital = deriveCostOfCapital(input, ruleSet, { ...company, taxRate: tax.rate });
  const timing = ruleSet.parameters.cashFlowTiming.value;
  return {
    base: { wacc: costOfCapital.wacc, growth: drivers.terminalGrowth, earningsFactor: 1 },
    costOfCapital,
    project: ({ wacc, growth, earningsFactor }) => {
      const ebitdaMargin = drivers.ebitdaMargin * earningsFactor;
      const flows = projectCashFlows({ ...drivers, ebitdaMargin, terminalGrowth: growth, taxRate: tax.rate });
      const terminal = { kind: 'gordon', growth } as const;
      return { flows, ...discountedCashFlow({ flows, discountRate: wacc, timing, terminal }) };
    },
    figures: [
      createFigure('revenue of the last year', drivers.revenue, 'EUR'),
      createFigure('growth in year 1', drivers.initialGrowth, 'ratio'),
      createFigure('terminal growth', drivers.terminalGrowth, 'ratio'),
      createFigure('projection', drivers.years, 'years'),
      createFigure('EBITDA margin', drivers.ebitdaMargin, 'ratio'),
      createFigure('depreciation and amortisation to revenue', drivers.depreciationRatio, 'ratio'),
      createFigure('capex to revenue', drivers.capexRatio, 'ratio'),
      createFigure('working capital to revenue', drivers.workingCapitalRatio, 'ratio'),
      tax.figure,
      ...costOfCapital.figures,
    ],
    notes: [...notes, ...tax.notes],
  };
}
