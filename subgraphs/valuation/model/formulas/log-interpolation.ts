import { requireArgument, requireFinite } from '../valuation-error.ts';

export interface CurvePoint {
  /** EUR, above 0. */
  readonly ebitda: number;
  readonly value: number;
}

/**
 * The value at an EBITDA between published points, linear in the logarithm of EBITDA: doubling the size always adds
 * the same. Outside the points the nearest one holds; nothing is extrapolated. Points may come in any order.
 * Throws INVALID_ARGUMENT without points or for a point at an EBITDA of 0 or less.
 * Source: a design choice; the points are published ones of the rule set.
 */
export function interpolateOnLogEbitda(points: readonly CurvePoint[], ebitda: number): number {
  const sorted = [...points].sort((a, b) => a.ebitda - b.ebitda);
  const [first] = sorted;
  requireArgument(first !== undefined && first.ebitda > 0, 'Give points with an EBITDA above 0.');
  requireFinite({ ebitda });
  if (ebitda <= first.ebitda) return first.value;
  let lower = first;
  for (const upper of sorted) {
    if (ebitda <= upper.ebitda) {
      const share = Math.log(ebitda / lower.ebitda) / Math.log(upper.ebitda / lower.ebitda);
      return lower.value + share * (upper.value - lower.value);
    }
    lower = upper;
  }
  return lower.value;
}
