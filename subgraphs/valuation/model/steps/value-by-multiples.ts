import type { Figure, ValuationStep, ValueRange } from '../types.ts';
import { createFigure, createStep } from './create-step.ts';
import { mapRange } from './method-track.ts';
import type { Earnings } from './normalise-ebitda.ts';
import type { Benchmark } from './select-benchmark.ts';

export interface MultiplesValue {
  readonly enterpriseValue: ValueRange;
  /** The figure that is multiplied, EUR. */
  readonly base: number;
}

/** Step 4: enterprise value at the P25, P50 and P75 multiple. */
export function valueByMultiples(
  earnings: Earnings,
  benchmark: Benchmark,
): { readonly step: ValuationStep; readonly multiples: MultiplesValue } {
  const isOnEbitda = benchmark.metric === 'ev_to_ebitda';
  const base = isOnEbitda ? earnings.maintainableEbitda : earnings.lastRevenue;
  const enterpriseValue = mapRange(benchmark.multiple, (multiple) => multiple * base);
  const baseFigure: Figure = createFigure(isOnEbitda ? 'maintainable EBITDA' : 'revenue of the last year', base, 'EUR');
  const step = createStep('multiples_value', {
    inputs: [
      baseFigure,
      createFigure('P25', benchmark.multiple.low, 'multiple'),
      createFigure('P50', benchmark.multiple.mid, 'multiple'),
      createFigure('P75', benchmark.multiple.high, 'multiple'),
      createFigure('EV at P25', enterpriseValue.low, 'EUR'),
      createFigure('EV at P75', enterpriseValue.high, 'EUR'),
    ],
    formula: isOnEbitda ? 'EV = maintainable EBITDA · multiple' : 'EV = revenue · multiple',
    source: 'Market approach',
    before: base,
    after: enterpriseValue.mid,
    methods: [{ method: 'multiples', status: 'done', reason: null, before: null, after: enterpriseValue.mid }],
  });
  return { step, multiples: { enterpriseValue, base } };
}
