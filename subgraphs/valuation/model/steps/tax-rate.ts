import { belgianCompanySize, belgianCorporateTax } from '../formulas/belgian-corporate-tax.ts';
import type { RuleSet } from '../rule-set.ts';
import type { Figure, ValuationInput } from '../types.ts';
import { createRuleFigure, sourceOf } from './create-step.ts';

export interface TaxRate {
  readonly rate: number;
  readonly figure: Figure;
  readonly notes: readonly string[];
}

/** The average tax rate on a yearly operating profit, EUR: the input's, the Belgian scale's, or the default. */
export function findTaxRate(input: ValuationInput, operatingProfit: number, ruleSet: RuleSet): TaxRate {
  const given = input.assumptions.taxRate;
  if (given !== undefined) return { rate: given, figure: taxFigure(given, null), notes: [] };

  const { defaultTaxRate, corporateTax, companySize } = ruleSet.parameters;
  if (input.countryCode !== 'BE')
    return {
      rate: defaultTaxRate.value,
      figure: createRuleFigure('tax rate', defaultTaxRate, 'ratio'),
      notes: [`The rule set has no tax rate of ${input.countryCode}: give taxRate in the assumptions to replace it.`],
    };

  const lastYear = input.years[input.years.length - 1];
  const size = belgianCompanySize(
    { fullTimeEquivalents: input.employees, turnover: lastYear?.revenue, totalAssets: lastYear?.totalAssets },
    companySize.value,
  );
  const isSmall = size === 'micro' || size === 'small';
  // Below one euro of profit the first bracket's rate is the average rate.
  const profit = Math.max(operatingProfit, 1);
  const rate = belgianCorporateTax(profit, { isSmall }, corporateTax.value) / profit;
  return {
    rate,
    figure: taxFigure(rate, sourceOf(corporateTax)),
    notes: [
      isSmall
        ? `A ${size} company: the reduced rate on the first bracket supposes that its other conditions are met.`
        : `The ordinary rate: the company is ${size === 'large' ? 'not small' : 'not shown to be small (employees or total assets are not given)'}.`,
    ],
  };
}

function taxFigure(rate: number, source: string | null): Figure {
  return { name: 'tax rate', value: rate, unit: 'ratio', source };
}
