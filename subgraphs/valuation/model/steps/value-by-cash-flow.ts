import type { RuleSet } from '../rule-set.ts';
import type { Figure, Status, ValuationInput, ValuationStep, ValueRange } from '../types.ts';
import { ValuationError } from '../valuation-error.ts';
import type { CashFlowCase, CashFlowModel, ProjectedCompany } from './cash-flow-model.ts';
import { createCashFlowModel } from './cash-flow-model.ts';
import { asPercent, createFigure, createStep } from './create-step.ts';
import type { CostOfCapital } from './derive-cost-of-capital.ts';

export interface CashFlowValue {
  readonly enterpriseValue: ValueRange;
  readonly wacc: number;
  readonly growth: number;
  readonly costOfCapital: CostOfCapital;
  /** Enterprise value of another case, EUR, never below 0. Throws RATE_NOT_ABOVE_GROWTH like the perpetuity itself. */
  readonly enterpriseValueAt: (other: CashFlowCase) => number;
}

export interface CashFlowOutcome {
  readonly step: ValuationStep;
  readonly status: Status;
  readonly reason: string | null;
  /** Null unless done. */
  readonly cashFlow: CashFlowValue | null;
}

const FORMULAS = {
  end_year: 'EV = Σ FCFF_t/(1+WACC)^t + TV/(1+WACC)^n',
  mid_year: 'EV = Σ FCFF_t/(1+WACC)^(t−½) + TV/(1+WACC)^(n−½)',
} as const;
const PARTS =
  'FCFF = EBIT·(1−t) + D&A − capex − ΔNWC; TV = FCFF_n·(1+g)/(WACC−g); WACC = E/V·Ke + D/V·Kd·(1−t); ' +
  'Ke = Rf + β·ERP + size + specific';

/** Step 5: enterprise value by discounted cash flow, from a history long enough to project it. */
export function valueByCashFlow(input: ValuationInput, company: ProjectedCompany, ruleSet: RuleSet): CashFlowOutcome {
  const needed = ruleSet.parameters.minimumHistoryYears.value;
  if (input.years.length < needed)
    return withoutValue('skipped', `It needs ${needed} financial years; ${input.years.length} given.`, ruleSet);
  if (company.earnings.maintainableEbitda <= 0)
    return withoutValue('failed', 'The maintainable EBITDA is not above 0: there are no earnings to project.', ruleSet);

  const model = createCashFlowModel(input, company, ruleSet);
  try {
    return valueModel(model, ruleSet);
  } catch (error) {
    if (!(error instanceof ValuationError) || error.code !== 'RATE_NOT_ABOVE_GROWTH') throw error;
    return withoutValue('failed', error.message, ruleSet, model);
  }
}

function valueModel(model: CashFlowModel, ruleSet: RuleSet): CashFlowOutcome {
  const { base, costOfCapital } = model;
  const { flows, terminalValue, presentValueOfTerminalValue, enterpriseValue: worth } = model.project(base);
  const enterpriseValueAt = (other: CashFlowCase) => Math.max(0, model.project(other).enterpriseValue);

  const mid = Math.max(0, worth);
  const spread = Math.min(ruleSet.parameters.waccSpread.value, (base.wacc - base.growth) / 2);
  const others = [base.wacc + spread, base.wacc - spread].map((wacc) => enterpriseValueAt({ ...base, wacc }));
  const enterpriseValue = { low: Math.min(mid, ...others), mid, high: Math.max(mid, ...others) };

  const results: Figure[] = [
    ...flows.map((flow, index) => createFigure(`free cash flow of year ${index + 1}`, flow, 'EUR')),
    createFigure('terminal value', terminalValue, 'EUR'),
    createFigure('present value of the terminal value', presentValueOfTerminalValue, 'EUR'),
  ];
  const step = createCashFlowStep('done', null, ruleSet, {
    inputs: [...model.figures, ...results],
    after: mid,
    notes: [
      ...model.notes,
      `Low and high: WACC ${asPercent(spread)} higher and lower.`,
      ...(worth < 0 ? ['The cash flows are worth less than nothing: taken as 0, for an owner would rather stop.'] : []),
    ],
  });
  const cashFlow = { enterpriseValue, wacc: base.wacc, growth: base.growth, costOfCapital, enterpriseValueAt };
  return { step, status: 'done', reason: null, cashFlow };
}

function withoutValue(
  status: 'skipped' | 'failed',
  reason: string,
  ruleSet: RuleSet,
  model?: CashFlowModel,
): CashFlowOutcome {
  const explained = { inputs: model?.figures ?? [], notes: model?.notes ?? [] };
  return { step: createCashFlowStep(status, reason, ruleSet, explained), status, reason, cashFlow: null };
}

function createCashFlowStep(
  status: Status,
  reason: string | null,
  ruleSet: RuleSet,
  fields: Pick<ValuationStep, 'inputs' | 'notes'> & { readonly after?: number },
): ValuationStep {
  return createStep('discounted_cash_flow', {
    ...fields,
    status,
    reason,
    formula: `${FORMULAS[ruleSet.parameters.cashFlowTiming.value]}; ${PARTS}`,
    source: 'Income approach',
    methods: [{ method: 'discounted_cash_flow', status, reason, before: null, after: fields.after ?? null }],
  });
}
