import { interpolateOnLogEbitda } from '../formulas/log-interpolation.ts';
import type { RuleSet } from '../rule-set.ts';
import { createFigure, sourceOf } from './create-step.ts';
import type { DiscountOutcome } from './discount-methods.ts';
import { discountMethods } from './discount-methods.ts';
import type { EnterpriseTrack } from './method-track.ts';

/**
 * Step 6: what small companies fetch less than large ones, by the published curve of private deals. It brings a value
 * from large companies down to this size; private deals and a size premium have the size in them.
 */
export function discountSize(
  tracks: readonly EnterpriseTrack[],
  sizeEbitda: number,
  ruleSet: RuleSet,
): DiscountOutcome {
  const { sizeCurve } = ruleSet.parameters;
  const atThisSize = interpolateOnLogEbitda(sizeCurve.value, sizeEbitda);
  const atLargestSize = Math.max(...sizeCurve.value.map((point) => point.value));
  const discount = 1 - atThisSize / atLargestSize;
  return discountMethods(tracks, {
    id: 'size',
    risk: 'size',
    rateOf: () => discount,
    inputs: [
      createFigure('EBITDA that the size is judged by', sizeEbitda, 'EUR'),
      { name: 'multiple on the size curve', value: atThisSize, unit: 'multiple', source: sourceOf(sizeCurve) },
      { name: 'multiple at its upper end', value: atLargestSize, unit: 'multiple', source: sourceOf(sizeCurve) },
      createFigure('size discount', discount, 'ratio'),
    ],
    formula: 'after = before · (1 − discount); discount = 1 − multiple at this size / multiple at the upper end',
    source: `${sourceOf(sizeCurve)}, interpolated on the logarithm of EBITDA (our choice)`,
  });
}
