import type { AppliedDiscount, Figure, MethodEffect, Risk, StepId, ValuationStep } from '../types.ts';
import { asPercent, createStep } from './create-step.ts';
import type { EnterpriseTrack } from './method-track.ts';
import { afterDiscounts, mapRange, weightedMean } from './method-track.ts';

interface DiscountRule {
  readonly id: StepId;
  readonly risk: Risk;
  readonly rateOf: (track: EnterpriseTrack) => number;
  readonly inputs: readonly Figure[];
  readonly formula: string;
  readonly source: string;
  readonly notes?: readonly string[];
  /** Why no method is discounted at all. */
  readonly skipped?: string;
}

export interface DiscountOutcome {
  readonly step: ValuationStep;
  readonly tracks: readonly EnterpriseTrack[];
}

/** One of the steps 6 to 8: takes a discount off each method, unless the method's value holds the risk already. */
export function discountMethods(tracks: readonly EnterpriseTrack[], rule: DiscountRule): DiscountOutcome {
  const discounted = tracks.map((track): { track: EnterpriseTrack; effect: MethodEffect } => {
    const reason = rule.skipped ?? track.embodied[rule.risk];
    const rate = reason === undefined ? rule.rateOf(track) : null;
    const discount: AppliedDiscount = {
      risk: rule.risk,
      method: track.method,
      rate,
      reason: reason ?? `${asPercent(rate ?? 0)} by the rule set.`,
    };
    const enterpriseValue = mapRange(track.enterpriseValue, (value) => afterDiscounts(value, [discount]));
    return {
      track: { ...track, enterpriseValue, discounts: [...track.discounts, discount] },
      effect: {
        method: track.method,
        status: rate === null ? 'skipped' : 'done',
        reason: reason ?? null,
        before: track.enterpriseValue.mid,
        after: enterpriseValue.mid,
      },
    };
  });

  const methods = discounted.map(({ effect }) => effect);
  const isDone = methods.some((effect) => effect.status === 'done');
  const outcome = discounted.map(({ track }) => track);
  const step = createStep(rule.id, {
    status: isDone ? 'done' : 'skipped',
    reason: isDone ? null : (rule.skipped ?? methods.map(({ method, reason }) => `${method}: ${reason}`).join(' ')),
    inputs: rule.inputs,
    formula: rule.formula,
    source: rule.source,
    notes: rule.notes ?? [],
    before: weightedMean(tracks, (track) => track.enterpriseValue.mid),
    after: weightedMean(outcome, (track) => track.enterpriseValue.mid),
    methods,
  });
  return { step, tracks: outcome };
}
