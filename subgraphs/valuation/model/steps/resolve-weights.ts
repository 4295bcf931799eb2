import type { RuleSet } from '../rule-set.ts';
import type { MethodName, ValuationInput } from '../types.ts';
import { sourceOf } from './create-step.ts';

export interface Weights {
  /** Adding up to 1 over the methods that gave a value. */
  readonly of: (method: MethodName) => number;
  readonly source: string;
  readonly notes: readonly string[];
}

/**
 * The one place that decides how much each method counts. The weights are the input's, else the rule set's; those of
 * methods without a value go to the others in proportion; where that leaves nothing, the rule set's are taken. The
 * statutory reference value never counts: it is what the tax is measured from, not an opinion of the market.
 */
export function resolveWeights(available: readonly MethodName[], input: ValuationInput, ruleSet: RuleSet): Weights {
  const byRule = ruleSet.parameters.methodWeights.value;
  const given = input.assumptions.methodWeights;
  const usable = (weights: typeof byRule) =>
    weights.filter(({ method, weight }) => available.includes(method) && weight > 0);

  const wanted = given ?? byRule;
  const isUsable = usable(wanted).length > 0;
  const weights = isUsable ? usable(wanted) : usable(byRule);
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  const left = wanted.filter(({ method, weight }) => weight > 0 && !available.includes(method)).map((w) => w.method);
  return {
    of: (method) => (weights.find((weight) => weight.method === method)?.weight ?? 0) / total,
    source: given !== undefined && isUsable ? 'Input' : sourceOf(ruleSet.parameters.methodWeights),
    notes: [
      ...(left.length > 0 ? [`Without a value, so that the others take its weight: ${left.join(', ')}.`] : []),
      ...(isUsable
        ? []
        : ['None of the methods that the input weights gave a value: the weights of the rule set hold.']),
    ],
  };
}
