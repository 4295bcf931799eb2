import { leveredBeta } from '../formulas/beta.ts';
import { costOfEquity } from '../formulas/cost-of-equity.ts';
import { interpolateOnLogEbitda } from '../formulas/log-interpolation.ts';
import { weightedAverageCostOfCapital } from '../formulas/weighted-average-cost-of-capital.ts';
import type { IndustryGroup } from '../industry-group.ts';
import type { RuleSet, Sourced } from '../rule-set.ts';
import type { Figure, FigureUnit, ValuationInput } from '../types.ts';
import { createFigure, createRuleFigure, sourceOf } from './create-step.ts';

export interface CostOfCapital {
  readonly wacc: number;
  /** The same without the specific premium. */
  readonly waccWithoutSpecificPremium: number;
  readonly sizePremium: number;
  readonly specificPremium: number;
  readonly figures: readonly Figure[];
}

/** The cost of capital at the target debt ratio, each part from the input's assumptions or else from the rule set. */
export function deriveCostOfCapital(
  input: ValuationInput,
  ruleSet: RuleSet,
  company: { group: IndustryGroup; sizeEbitda: number; taxRate: number },
): CostOfCapital {
  const { assumptions } = input;
  const { parameters, industries } = ruleSet;
  const figures: Figure[] = [];
  const choose = (name: string, given: number | undefined, rule: Sourced<unknown>, value: number, unit: FigureUnit) => {
    figures.push(given === undefined ? { name, value, unit, source: sourceOf(rule) } : createFigure(name, given, unit));
    return given ?? value;
  };
  const chooseRate = (name: string, given: number | undefined, rule: Sourced<number>) =>
    choose(name, given, rule, rule.value, 'ratio');

  const riskFreeRate = chooseRate('risk-free rate', assumptions.riskFreeRate, parameters.riskFreeRate);
  const equityRiskPremium = chooseRate('equity premium', assumptions.equityRiskPremium, parameters.equityRiskPremium);

  const debtRatio = parameters.targetDebtRatio.value;
  const betaAtTarget = leveredBeta({
    unleveredBeta: industries.value[company.group].unleveredBeta,
    debtToEquity: debtRatio / (1 - debtRatio),
    taxRate: company.taxRate,
  });
  const beta = choose('levered beta', assumptions.beta, industries, betaAtTarget, 'beta');

  const premiumOfSize = interpolateOnLogEbitda(parameters.sizePremium.value, company.sizeEbitda);
  const sizePremium = choose('size premium', assumptions.sizePremium, parameters.sizePremium, premiumOfSize, 'ratio');
  const specificPremium = chooseRate('specific premium', assumptions.specificPremium, parameters.specificPremium);

  const loanRate = riskFreeRate + parameters.creditSpread.value;
  const costOfDebt = choose('cost of debt', assumptions.costOfDebt, parameters.creditSpread, loanRate, 'ratio');
  figures.push(createRuleFigure('target debt ratio', parameters.targetDebtRatio, 'ratio'));

  const equityCost = costOfEquity({ riskFreeRate, beta, equityRiskPremium, sizePremium, specificPremium });
  const waccAt = (cost: number) =>
    weightedAverageCostOfCapital({
      equity: 1 - debtRatio,
      debt: debtRatio,
      costOfEquity: cost,
      costOfDebt,
      taxRate: company.taxRate,
    });
  const wacc = waccAt(equityCost);
  figures.push(createFigure('cost of equity', equityCost, 'ratio'), createFigure('WACC', wacc, 'ratio'));
  return {
    wacc,
    waccWithoutSpecificPremium: waccAt(equityCost - specificPremium),
    sizePremium,
    specificPremium,
    figures,
  };
}
