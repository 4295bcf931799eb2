import type { Percentiles, ValuationResult, ValueRange } from '../model/types.ts';

/** A value with the middle 80 % of its simulation around it; widened where the value itself lies outside. */
export function simulatedRange(mid: number, { p10, p90 }: Percentiles): ValueRange {
  return { low: Math.min(p10, mid), mid, high: Math.max(p90, mid) };
}

/** The enterprise value with the weighted mean of the methods' own ranges around it; null when no method with weight has one. */
export function enterpriseRange({ enterpriseValue, methods }: ValuationResult): ValueRange | null {
  if (enterpriseValue === null) return null;
  const weighted = methods.flatMap(({ weight, enterpriseValue: range }) => (range ? [{ weight, range }] : []));
  const totalWeight = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (end: 'low' | 'high') =>
    weighted.reduce((sum, { weight, range }) => sum + weight * range[end], 0) / totalWeight;
  return { low: mean('low'), mid: enterpriseValue, high: mean('high') };
}
