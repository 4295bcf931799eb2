import type { RuleSet } from '../rule-set.ts';
import type { FinancialYear, ValuationInput } from '../types.ts';
import { asPercent, sourceOf } from './create-step.ts';
import type { Earnings } from './normalise-ebitda.ts';
import type { CashFlowDrivers } from './project-cash-flows.ts';

export interface DerivedDrivers {
  readonly drivers: Omit<CashFlowDrivers, 'taxRate'>;
  readonly notes: readonly string[];
}

/** The drivers of the projection from the history and the input's assumptions, and what was assumed where they are silent. */
export function deriveCashFlowDrivers(input: ValuationInput, earnings: Earnings, ruleSet: RuleSet): DerivedDrivers {
  const { parameters } = ruleSet;
  const recent = input.years.slice(-parameters.earningsWeights.value.length);
  const notes: string[] = [];

  const history = yearlyGrowth(input.years);
  const { min, max } = parameters.revenueGrowthBounds.value;
  const initialGrowth = Math.min(Math.max(history, min), max);
  if (initialGrowth !== history)
    notes.push(
      `Revenue grew by ${asPercent(history)} a year; the projection starts at ${asPercent(initialGrowth)}, ` +
        `the bound of the rule set.`,
    );

  const assumedDepreciation = Math.max(earnings.margin, 0) * parameters.depreciationToEbitda.value;
  const depreciationRatio = ratioToRevenue(recent, depreciationOf) ?? assumedDepreciation;
  if (recent.every((year) => depreciationOf(year) === undefined))
    notes.push(
      `Neither depreciation nor ebit is given: ${asPercent(parameters.depreciationToEbitda.value)} of EBITDA assumed. ` +
        sourceOf(parameters.depreciationToEbitda),
    );

  const capexRatio = ratioToRevenue(recent, (year) => year.capex) ?? depreciationRatio;
  if (recent.every((year) => year.capex === undefined))
    notes.push('Capex is not given: taken to equal depreciation and amortisation.');

  const workingCapitalRatio =
    ratioToRevenue(recent, (year) => year.workingCapital) ?? parameters.workingCapitalToRevenue.value;
  if (recent.every((year) => year.workingCapital === undefined))
    notes.push(
      `Working capital is not given: ${asPercent(parameters.workingCapitalToRevenue.value)} of revenue assumed, ` +
        `of which the growth is financed. ${sourceOf(parameters.workingCapitalToRevenue)}`,
    );

  const drivers = {
    revenue: earnings.lastRevenue,
    years: input.assumptions.projectionYears ?? parameters.projectionYears.value,
    initialGrowth,
    terminalGrowth: input.assumptions.terminalGrowth ?? parameters.terminalGrowth.value,
    ebitdaMargin: earnings.margin,
    depreciationRatio,
    capexRatio,
    workingCapitalRatio,
  };
  return { drivers, notes };
}

/** Compound growth of revenue a year over the history. */
function yearlyGrowth(years: readonly FinancialYear[]): number {
  const first = years[0]?.revenue ?? 1;
  const last = years[years.length - 1]?.revenue ?? 1;
  return (last / first) ** (1 / Math.max(years.length - 1, 1)) - 1;
}

function depreciationOf(year: FinancialYear): number | undefined {
  if (year.depreciation !== undefined) return year.depreciation + (year.amortisation ?? 0);
  return year.ebit === undefined ? undefined : Math.max(year.ebitda - year.ebit, 0);
}

/** Sum of an amount over sum of revenue, of the years that give the amount. */
function ratioToRevenue(
  years: readonly FinancialYear[],
  amountOf: (year: FinancialYear) => number | undefined,
): number | undefined {
  let amounts = 0;
  let revenues = 0;
  for (const year of years) {
    const amount = amountOf(year);
    if (amount === undefined) continue;
    amounts += amount;
    revenues += year.revenue;
  }
  return revenues === 0 ? undefined : amounts / revenues;
}
