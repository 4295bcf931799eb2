import { requireArgument, requireFiniteList } from '../valuation-error.ts';
import type { DatedFlow } from './dated-present-value.ts';
import { timedFlows } from './dated-present-value.ts';

interface TimedFlow {
  readonly amount: number;
  readonly years: number;
}

/** Present values this small next to the flows they sum up are rounding, not signs. */
const ROUNDING = 1e-13;

/**
 * Every internal rate of return of flows one year apart, the first of them now: all r > −1 with
 * `Σ flow_t / (1 + r)^t = 0`, ascending. Empty when there is none; more than one when the flows change sign more than
 * once, and then none of them alone decides anything.
 * Throws INVALID_ARGUMENT without flows, or when all are 0 and every rate would do.
 * Source: Descartes' rule of signs (which holds for real exponents) and Rolle's theorem.
 */
export function internalRatesOfReturn(flows: readonly number[]): number[] {
  requireFiniteList('Cash flow', flows);
  return ratesOf(flows.map((amount, years) => ({ amount, years })));
}

/** The same for flows on given dates (XIRR), with days / 365 from the first flow as time. */
export function internalRatesOfReturnByDates(flows: readonly DatedFlow[]): number[] {
  return ratesOf(timedFlows(flows));
}

function ratesOf(flows: readonly TimedFlow[]): number[] {
  const netByTime = new Map<number, number>();
  for (const { years, amount } of flows) netByTime.set(years, (netByTime.get(years) ?? 0) + amount);
  const netFlows = [...netByTime]
    .map(([years, amount]) => ({ years, amount }))
    .filter((flow) => flow.amount !== 0)
    .sort((a, b) => a.years - b.years);
  requireArgument(netFlows.length > 0, 'There is no flow other than 0, so every rate would do: give the flows.');
  return (
    logDiscountFactors(netFlows)
      // Subtracted from 0, since the negative of 0 would be -0.
      .map((logFactor) => Math.expm1(0 - logFactor))
      .filter((rate) => rate > -1 && Number.isFinite(rate))
      .sort((a, b) => a - b)
  );
}

/**
 * All roots s = −ln(1 + r) of the present value, ascending. Between two neighbouring turning points the present value
 * is monotonic, so each such interval holds one root or none; the turning points are the roots of the same problem
 * with one flow less. With one change of sign there is exactly one root and no need of turning points.
 */
function logDiscountFactors(flows: readonly TimedFlow[]): number[] {
  const first = flows[0];
  const last = flows[flows.length - 1];
  if (!first || !last) return [];
  const signs = flows.map(({ amount }) => Math.sign(amount));
  const signChanges = signs.filter((sign, i) => i > 0 && sign !== signs[i - 1]).length;
  if (signChanges === 0) return [];

  const span = last.years - first.years;
  const slope = flows.slice(1).map(({ amount, years }) => ({ amount: (amount * (years - first.years)) / span, years }));
  const turningPoints = signChanges === 1 ? [] : logDiscountFactors(slope);

  const sign = (s: number) => {
    const { sum, size } = presentValue(flows, s);
    return Math.abs(sum) <= ROUNDING * size ? 0 : Math.sign(sum);
  };
  const anchor = { left: turningPoints[0] ?? 0, right: turningPoints[turningPoints.length - 1] ?? 0 };
  const edges = [
    firstWithSign(sign, anchor.left, -1, Math.sign(first.amount)),
    ...turningPoints,
    firstWithSign(sign, anchor.right, +1, Math.sign(last.amount)),
  ];
  const crossings = edges.slice(1).flatMap((right, i) => {
    const left = edges[i] ?? right;
    return sign(left) * sign(right) < 0 ? [bisect(flows, left, right)] : [];
  });
  const touches = turningPoints.filter((point) => sign(point) === 0);
  return [...crossings, ...touches].sort((a, b) => a - b);
}

/** The present value at s and the size of what it sums up, both scaled by the same factor so that nothing overflows. */
function presentValue(flows: readonly TimedFlow[], s: number): { sum: number; size: number } {
  const largestExponent = Math.max(...flows.map(({ years }) => years * s));
  let sum = 0;
  let size = 0;
  for (const { amount, years } of flows) {
    const value = amount * Math.exp(years * s - largestExponent);
    sum += value;
    size += Math.abs(value);
  }
  return { sum, size };
}

/** Walks from the anchor in doubling strides until the outermost flow dominates and the sign is the wanted one. */
function firstWithSign(sign: (s: number) => number, anchor: number, direction: 1 | -1, wanted: number): number {
  let stride = 1;
  while (sign(anchor + direction * stride) !== wanted && stride < 2 ** 40) stride *= 2;
  return anchor + direction * stride;
}

/** The root between two points of opposite sign, to the last bit. */
function bisect(flows: readonly TimedFlow[], from: number, to: number): number {
  let [low, high] = [from, to];
  const isLowPositive = presentValue(flows, low).sum > 0;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    const { sum } = presentValue(flows, middle);
    if (sum === 0) return middle;
    if (sum > 0 === isLowPositive) low = middle;
    else high = middle;
  }
}
