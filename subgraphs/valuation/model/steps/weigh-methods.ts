import type { Confidence, SimulatedRange, ValuationStep, ValueRange } from '../types.ts';
import { createFigure, createStep } from './create-step.ts';
import type { StakeTrack } from './method-track.ts';
import { weightedMean } from './method-track.ts';
import type { Weights } from './resolve-weights.ts';

export interface Conclusion {
  readonly enterpriseValue: number | null;
  readonly equityValue: number;
  readonly stakeValue: number;
  /** From the lowest low to the highest high of the weighted methods, all shares. */
  readonly methodSpread: ValueRange;
}

/** Step 11: the weighted value of the stake, with its range and confidence. */
export function weighMethods(
  tracks: readonly StakeTrack[],
  weights: Weights,
  range: SimulatedRange,
  confidence: Confidence,
): { readonly step: ValuationStep; readonly conclusion: Conclusion } {
  const weighted = tracks.filter((track) => track.weight > 0);
  const equityValue = weightedMean(weighted, (track) => track.equityValue.mid) ?? 0;
  const stakeValue = weightedMean(weighted, (track) => track.stakeValue.mid) ?? 0;
  const conclusion = {
    enterpriseValue: weightedMean(
      weighted.filter((track) => track.enterpriseValue !== null),
      (track) => track.enterpriseValue?.mid ?? 0,
    ),
    equityValue,
    stakeValue,
    methodSpread: {
      low: Math.min(...weighted.map((track) => track.equityValue.low)),
      mid: equityValue,
      high: Math.max(...weighted.map((track) => track.equityValue.high)),
    },
  };
  const step = createStep('weighting', {
    inputs: [
      ...tracks.flatMap(({ method, weight, stakeValue: value }) => [
        createFigure(`weight of ${method}`, weight, 'ratio'),
        createFigure(`stake by ${method}`, value.mid, 'EUR'),
      ]),
      createFigure('P10', range.stakeValue.p10, 'EUR'),
      createFigure('P50', range.stakeValue.p50, 'EUR'),
      createFigure('P90', range.stakeValue.p90, 'EUR'),
      createFigure('confidence', confidence.score, 'score100'),
    ],
    formula: 'value = Σ weight · stake by method',
    source: weights.source,
    before: weightedMean(weighted, (track) => track.stakeValue.mid),
    after: stakeValue,
    notes: weights.notes,
    methods: tracks.map(({ method, weight, stakeValue: value }) => ({
      method,
      status: weight > 0 ? 'done' : 'skipped',
      reason: weight > 0 ? null : 'It has no weight: shown for comparison.',
      before: value.mid,
      after: weight * value.mid,
    })),
  });
  return { step, conclusion };
}
