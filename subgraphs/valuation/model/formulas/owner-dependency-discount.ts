import { requireArgument, requireFinite } from '../valuation-error.ts';

/** The discount for a share of owners above `above` (exclusive), as ratios. */
export interface OwnerDependencyBand {
  readonly above: number;
  readonly discount: number;
}

/**
 * Key-person discount by the ratio of owners to employees: that of the highest band which the ratio exceeds, else 0.
 * Without employees the owners are the company, and the highest band applies. Returns a ratio.
 * Throws INVALID_ARGUMENT for negative numbers.
 * Source: a design choice; the bands are part of the rule set.
 */
export function ownerDependencyDiscount(
  owners: number,
  employees: number,
  bands: readonly OwnerDependencyBand[],
): number {
  requireFinite({ owners, employees });
  requireArgument(
    owners >= 0 && employees >= 0,
    `Owners (${owners}) and employees (${employees}) must not be negative.`,
  );
  const ratio = employees === 0 ? Infinity : owners / employees;
  const band = bands.filter(({ above }) => ratio > above).sort((a, b) => b.above - a.above)[0];
  return band?.discount ?? 0;
}
