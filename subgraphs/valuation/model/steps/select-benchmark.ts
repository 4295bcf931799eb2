import { interpolateOnLogEbitda } from '../formulas/log-interpolation.ts';
import type { IndustryGroup } from '../industry-group.ts';
import type { MultipleRow, RuleSet } from '../rule-set.ts';
import type { ValuationStep, ValueRange } from '../types.ts';
import { requireArgument } from '../valuation-error.ts';
import { createFigure, createRuleFigure, createStep, sourceOf } from './create-step.ts';
import type { Earnings } from './normalise-ebitda.ts';

export interface Benchmark {
  readonly rows: readonly MultipleRow[];
  readonly basis: MultipleRow['basis'];
  readonly metric: 'ev_to_ebitda' | 'ev_to_revenue';
  /** EBITDA by which the size is judged: the maintainable one, or that of normal times where it is not positive. */
  readonly sizeEbitda: number;
  /** P25, P50 and P75 of the metric. */
  readonly multiple: ValueRange;
}

/** Step 3: the multiple of the industry, read at the size of the company where the rows are private deals. */
export function selectBenchmark(
  group: IndustryGroup,
  earnings: Earnings,
  ruleSet: RuleSet,
): { readonly step: ValuationStep; readonly benchmark: Benchmark } {
  const { sizeCurve, averageDealMultiple, quartileSpread } = ruleSet.parameters;
  const { multipleIds, normalEbitdaMargin } = ruleSet.industries.value[group];
  const rows = ruleSet.multiples.filter((row) => multipleIds.includes(row.id));
  const basis = rows[0]?.basis;
  requireArgument(basis !== undefined, `Rule set ${ruleSet.version} has no multiples for ${group}.`);

  const isProfitable = earnings.maintainableEbitda > 0;
  const sizeEbitda = isProfitable ? earnings.maintainableEbitda : earnings.lastRevenue * normalEbitdaMargin;
  const sizeFactor =
    basis === 'private_deals' ? interpolateOnLogEbitda(sizeCurve.value, sizeEbitda) / averageDealMultiple.value : 1;
  const toMetric = sizeFactor * (isProfitable ? 1 : normalEbitdaMargin);

  const published = rows.map((row) => row.multiple);
  const mean = published.reduce((sum, multiple) => sum + multiple, 0) / published.length;
  const multiple = {
    low: Math.min(mean * (1 - quartileSpread.value), ...published) * toMetric,
    mid: mean * toMetric,
    high: Math.max(mean * (1 + quartileSpread.value), ...published) * toMetric,
  };

  const step = createStep('benchmark_multiple', {
    inputs: [
      ...rows.map((row) => ({
        name: `EV/EBITDA ${row.sector}, ${row.region}, ${row.sizeBand}`,
        value: row.multiple,
        unit: 'multiple' as const,
        source: `${row.source}, ${row.period}`,
      })),
      createFigure('EBITDA that the size is judged by', sizeEbitda, 'EUR'),
      { name: 'size factor', value: sizeFactor, unit: 'ratio', source: sourceOf(sizeCurve) },
      ...(isProfitable
        ? []
        : [
            {
              name: 'normal EBITDA margin',
              value: normalEbitdaMargin,
              unit: 'ratio' as const,
              source: sourceOf(ruleSet.industries),
            },
          ]),
      createRuleFigure('spread of the quartiles', quartileSpread, 'ratio'),
      createFigure('P25', multiple.low, 'multiple'),
      createFigure('P50', multiple.mid, 'multiple'),
      createFigure('P75', multiple.high, 'multiple'),
    ],
    formula:
      'P50 = mean of the rows · size factor; P25 and P75 = P50 ∓ spread, or the outermost row where that is further out' +
      (isProfitable ? '' : '; EV/revenue = EV/EBITDA · normal EBITDA margin'),
    source: rows.map((row) => `${row.source}, ${row.period}`).join('; '),
    notes: [
      `Industry group: ${group}.`,
      basis === 'private_deals'
        ? 'Size factor = multiple on the size curve at this EBITDA, interpolated on its logarithm (our choice) / multiple of the average deal.'
        : 'No private deals are published for this industry: multiples of listed companies, to be discounted in steps 6 and 8.',
      ...(isProfitable
        ? []
        : ['EBITDA is not positive: the multiple of revenue supposes a return to the normal margin of the industry.']),
    ],
  });
  return {
    step,
    benchmark: { rows, basis, metric: isProfitable ? 'ev_to_ebitda' : 'ev_to_revenue', sizeEbitda, multiple },
  };
}
