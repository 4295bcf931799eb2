import type { MethodResult, StakeKind, ValuationContext, ValuationInput, ValuationStatement } from '../types.ts';
import type { StakeTrack } from './method-track.ts';
import type { Weights } from './resolve-weights.ts';
import type { Conclusion } from './weigh-methods.ts';

/** The conclusion as figures and reasons, for a reader or for whoever writes the report. */
export function createStatement(
  input: ValuationInput,
  context: ValuationContext,
  outcome: {
    tracks: readonly StakeTrack[];
    methods: readonly MethodResult[];
    weights: Weights;
    conclusion: Conclusion;
    stakeKind: StakeKind;
  },
): ValuationStatement {
  const { tracks, methods, weights, conclusion, stakeKind } = outcome;
  return {
    companyName: input.companyName,
    asOf: context.asOf,
    balanceSheetYear: input.years[input.years.length - 1]?.year ?? 0,
    standardOfValue: 'market_value',
    premise: 'going_concern',
    stake: { share: input.sharesForSale, kind: stakeKind },
    equityValue: conclusion.equityValue,
    stakeValue: conclusion.stakeValue,
    methodSpread: conclusion.methodSpread,
    weights: methods.filter(({ weight }) => weight > 0).map(({ method, weight }) => ({ method, weight })),
    methodsLeftOut: methods
      .filter(({ weight }) => weight === 0)
      .map(({ method, reason }) => ({ method, reason: reason ?? 'It has no weight: shown for comparison.' })),
    discounts: tracks.flatMap((track) => [...track.discounts, track.controlDiscount]),
    notes: ['The value is that at the close of the last financial year, on its balance sheet.', ...weights.notes],
  };
}
