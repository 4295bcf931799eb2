import { requireArgument, requireFinite } from '../valuation-error.ts';

/**
 * A value less a discount: `value·(1 − d)`. A value of 0 or less stays as it is, since a discount would raise it.
 * Value in EUR, discount as a ratio. Throws INVALID_ARGUMENT for a discount above 1.
 */
export function lessDiscount(value: number, discount: number): number {
  requireFinite({ value, discount });
  requireArgument(discount <= 1, `A discount must not be above 1, not ${discount}.`);
  return value > 0 ? value * (1 - discount) : value;
}

/**
 * The one discount that several amount to: `1 − Π(1 − dᵢ)`. Discounts compound, each on what the others leave; they
 * never add. Ratios. Throws INVALID_ARGUMENT for a discount above 1.
 */
export function compoundDiscounts(discounts: readonly number[]): number {
  return 1 - discounts.reduce(lessDiscount, 1);
}

/**
 * Discount for lack of control that mirrors a control premium: `CP / (1 + CP)`. Ratios.
 * Throws INVALID_ARGUMENT for a negative premium.
 * Source: Pratt, "Business Valuation Discounts and Premiums".
 */
export function minorityDiscount(controlPremium: number): number {
  requireFinite({ controlPremium });
  requireArgument(controlPremium >= 0, `The control premium must not be negative, not ${controlPremium}.`);
  return controlPremium / (1 + controlPremium);
}
