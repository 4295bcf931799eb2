import { findIndustryGroup } from './industry-group.ts';
import { findInputWarnings } from './input-warnings.ts';
import { assessDataQuality } from './steps/assess-data-quality.ts';
import { bridgeToEquity } from './steps/bridge-to-equity.ts';
import { confirmValidation } from './steps/confirm-validation.ts';
import { createMethodResults } from './steps/create-method-results.ts';
import { createStatement } from './steps/create-statement.ts';
import { discountMarketability } from './steps/discount-marketability.ts';
import { discountOwnerDependency } from './steps/discount-owner-dependency.ts';
import { discountSize } from './steps/discount-size.ts';
import { risksInCashFlow, risksInMultiples } from './steps/embodied-risks.ts';
import type { EnterpriseTrack } from './steps/method-track.ts';
import { normaliseEbitda } from './steps/normalise-ebitda.ts';
import { resolveWeights } from './steps/resolve-weights.ts';
import { scoreConfidence } from './steps/score-confidence.ts';
import { selectBenchmark } from './steps/select-benchmark.ts';
import { createSensitivityGrid } from './steps/sensitivity-grid.ts';
import { simulateRange } from './steps/simulate-range.ts';
import { valueByCashFlow } from './steps/value-by-cash-flow.ts';
import { valueByMultiples } from './steps/value-by-multiples.ts';
import { valueEquityDirectly } from './steps/value-equity-directly.ts';
import { valueStake } from './steps/value-stake.ts';
import { weighMethods } from './steps/weigh-methods.ts';
import type { MethodName, ValuationContext, ValuationInput, ValuationResult, ValuationStep } from './types.ts';
import { requireArgument, requireFiniteResult } from './valuation-error.ts';

/** Raised whenever the same input and rule set could give another figure. */
export const ENGINE_VERSION = '1.0.0';

/**
 * Values a company by the twelve steps, in their order: yields each as it ends and returns the result. Pure: the same
 * input, rule set, date and seed give the same. Amounts in EUR.
 * Throws INVALID_ARGUMENT for a seed that is no 32-bit integer or an `asOf` that is no ISO date, NOT_FINITE for an
 * input too extreme to calculate with.
 */
export function* calculateInSteps(
  input: ValuationInput,
  context: ValuationContext,
): Generator<ValuationStep, ValuationResult, undefined> {
  const { ruleSet, asOf, seed } = context;
  const group = findIndustryGroup(input.industry, input.businessModel);
  requireArgument(group !== undefined, `"${input.industry}" is no industry: pass an input that was validated.`);

  const steps: ValuationStep[] = [];
  function* record<Outcome extends { readonly step: ValuationStep }>(outcome: Outcome) {
    steps.push(requireFiniteResult(outcome.step, outcome.step.id));
    yield outcome.step;
    return outcome;
  }

  const warnings = findInputWarnings(input, { ruleSet, asOf });
  const quality = yield* record(assessDataQuality(input));
  yield* record(confirmValidation(warnings));
  const { earnings } = yield* record(normaliseEbitda(input, ruleSet));
  const { benchmark } = yield* record(selectBenchmark(group, earnings, ruleSet));
  const { sizeEbitda } = benchmark;
  const { multiples } = yield* record(valueByMultiples(earnings, benchmark));
  const cashFlowOutcome = yield* record(valueByCashFlow(input, { group, earnings, sizeEbitda }, ruleSet));
  const { cashFlow } = cashFlowOutcome;
  const directValues = valueEquityDirectly(input, ruleSet);

  const available: MethodName[] = [
    'multiples',
    ...(cashFlow ? (['discounted_cash_flow'] as const) : []),
    ...directValues.filter(({ value }) => value !== null).map(({ method }) => method),
  ];
  const weights = resolveWeights(available, input, ruleSet);
  const valued: EnterpriseTrack[] = [
    {
      method: 'multiples',
      weight: weights.of('multiples'),
      enterpriseValue: multiples.enterpriseValue,
      embodied: risksInMultiples(benchmark.basis),
      discounts: [],
    },
  ];
  if (cashFlow)
    valued.push({
      method: 'discounted_cash_flow',
      weight: weights.of('discounted_cash_flow'),
      enterpriseValue: cashFlow.enterpriseValue,
      embodied: risksInCashFlow(cashFlow.costOfCapital),
      discounts: [],
    });

  const sized = yield* record(discountSize(valued, sizeEbitda, ruleSet));
  const owned = yield* record(discountOwnerDependency(sized.tracks, input, cashFlow, ruleSet));
  const marketed = yield* record(discountMarketability(owned.tracks, ruleSet));
  const { tracks: equityTracks, bridge } = yield* record(bridgeToEquity(marketed.tracks, directValues, weights, input));
  const { tracks, kind: stakeKind } = yield* record(valueStake(equityTracks, input.sharesForSale, ruleSet));

  const share = input.sharesForSale;
  const range = simulateRange({ tracks, earnings, benchmark, multiples, cashFlow, bridge, share }, ruleSet, seed);
  const historyYears = input.years.length;
  const confidence = scoreConfidence({ quality, historyYears, tracks, benchmark, asOf }, ruleSet);
  const { conclusion } = yield* record(weighMethods(tracks, weights, range, confidence));

  const cashFlowTrack = tracks.find((track) => track.method === 'discounted_cash_flow');
  const methods = createMethodResults(tracks, cashFlowOutcome, directValues);
  return requireFiniteResult({
    engineVersion: ENGINE_VERSION,
    ruleSetVersion: ruleSet.version,
    seed,
    asOf,
    steps,
    normalisedEbitda: earnings.years,
    methods,
    enterpriseValue: conclusion.enterpriseValue,
    equityValue: conclusion.equityValue,
    stakeValue: conclusion.stakeValue,
    range,
    confidence,
    sensitivity: cashFlow && cashFlowTrack ? createSensitivityGrid(cashFlow, cashFlowTrack, bridge, ruleSet) : null,
    warnings,
    statement: createStatement(input, context, { tracks, methods, weights, conclusion, stakeKind }),
  });
}

/** The result of all steps at once. Throws as `calculateInSteps`. */
export function calculateValuation(input: ValuationInput, context: ValuationContext): ValuationResult {
  const steps = calculateInSteps(input, context);
  let next = steps.next();
  while (!next.done) next = steps.next();
  return next.value;
}
