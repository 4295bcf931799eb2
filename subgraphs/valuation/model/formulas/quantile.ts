import { requireArgument } from '../valuation-error.ts';

/**
 * The quantile of values sorted ascending, linear between neighbours; probability from 0 to 1.
 * Throws INVALID_ARGUMENT without values.
 * Source: type 7 of Hyndman and Fan (1996), the default of spreadsheets.
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  requireArgument(below !== undefined && above !== undefined, 'Give values, and a probability from 0 to 1.');
  return below + (above - below) * (position - Math.floor(position));
}
