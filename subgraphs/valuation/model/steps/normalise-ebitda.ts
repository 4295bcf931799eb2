import type { RuleSet } from '../rule-set.ts';
import type { NormalisedYear, ValuationInput, ValuationStep } from '../types.ts';
import { createFigure, createStep, sourceOf } from './create-step.ts';

export interface Earnings {
  readonly years: readonly NormalisedYear[];
  /** Weighted mean of the last years, EUR. */
  readonly maintainableEbitda: number;
  /** The same weights over revenue: EBITDA to revenue. */
  readonly margin: number;
  readonly lastRevenue: number;
  /** Standard deviation relative to the maintainable EBITDA. */
  readonly deviation: number;
}

/** Step 2: reported EBITDA plus adjustments for each year, and the EBITDA that can be maintained. */
export function normaliseEbitda(
  input: ValuationInput,
  ruleSet: RuleSet,
): { readonly step: ValuationStep; readonly earnings: Earnings } {
  const { earningsWeights, adjustmentUncertainty, simulation } = ruleSet.parameters;
  const years = input.years.map(({ year, ebitda }): NormalisedYear => {
    const adjustments = input.adjustments.filter((adjustment) => adjustment.year === year);
    return { year, reported: ebitda, adjustments, normalised: adjustments.reduce((sum, a) => sum + a.amount, ebitda) };
  });

  const recent = years.slice(-earningsWeights.value.length);
  const weights = earningsWeights.value.slice(-recent.length);
  const meanOf = (amounts: readonly number[]) =>
    amounts.reduce((sum, amount, index) => sum + amount * (weights[index] ?? 0), 0) /
    weights.reduce((sum, weight) => sum + weight, 0);

  const maintainableEbitda = meanOf(recent.map((year) => year.normalised));
  const revenue = meanOf(input.years.slice(-recent.length).map((year) => year.revenue));
  const adjustmentDeviation = meanOf(
    recent.map((year) =>
      Math.hypot(...year.adjustments.map((a) => a.amount * adjustmentUncertainty.value[a.confidence])),
    ),
  );
  const relative = maintainableEbitda === 0 ? 0 : adjustmentDeviation / Math.abs(maintainableEbitda);
  const deviation = Math.min(
    Math.hypot(simulation.value.earningsDeviation, relative),
    simulation.value.largestEarningsDeviation,
  );

  const step = createStep('normalised_ebitda', {
    inputs: recent.flatMap((year, index) => [
      createFigure(`reported EBITDA ${year.year}`, year.reported, 'EUR'),
      ...year.adjustments.map((a) => createFigure(`${a.kind} ${year.year} (${a.confidence})`, a.amount, 'EUR')),
      createFigure(`weight of ${year.year}`, weights[index] ?? 0, 'count'),
    ]),
    formula: 'normalised = reported + Σ adjustments; maintainable = Σ weight·normalised / Σ weight over the last years',
    source: sourceOf(earningsWeights),
    before: meanOf(recent.map((year) => year.reported)),
    after: maintainableEbitda,
    notes: input.adjustments.map((a) => `${a.kind} ${a.year}: ${a.reason}`),
  });
  const lastRevenue = input.years[input.years.length - 1]?.revenue ?? 0;
  return {
    step,
    earnings: { years, maintainableEbitda, margin: maintainableEbitda / revenue, lastRevenue, deviation },
  };
}
