import { lessDiscount } from '../formulas/discount.ts';
import type { AppliedDiscount, MethodName, Risk, ValueRange } from '../types.ts';

type EmbodiedRisks = Readonly<Partial<Record<Risk, string>>>;

/** A method that values the enterprise, on its way through steps 6 to 8. */
export interface EnterpriseTrack {
  readonly method: MethodName;
  readonly weight: number;
  /** Less the discounts so far. */
  readonly enterpriseValue: ValueRange;
  /** Risks that the value holds already, with the reason. */
  readonly embodied: EmbodiedRisks;
  readonly discounts: readonly AppliedDiscount[];
}

/** Any method from step 9 on. */
export interface EquityTrack extends Omit<EnterpriseTrack, 'enterpriseValue'> {
  /** Null for a method that values the equity directly. */
  readonly enterpriseValue: ValueRange | null;
  readonly equityValue: ValueRange;
}

/** Any method after step 10. */
export interface StakeTrack extends EquityTrack {
  /** Taken off the stake, where the others are taken off the enterprise value. */
  readonly controlDiscount: AppliedDiscount;
  readonly stakeValue: ValueRange;
}

/** An enterprise value less the discounts of a track, one on the other. */
export function afterDiscounts(enterpriseValue: number, discounts: readonly AppliedDiscount[]): number {
  return discounts.reduce((value, { rate }) => (rate === null ? value : lessDiscount(value, rate)), enterpriseValue);
}

/** The value of a stake in an equity value. */
export function stakeOf(equityValue: number, share: number, controlDiscount: AppliedDiscount): number {
  return lessDiscount(equityValue * share, controlDiscount.rate ?? 0);
}

export function mapRange(range: ValueRange, change: (value: number) => number): ValueRange {
  return { low: change(range.low), mid: change(range.mid), high: change(range.high) };
}

/** The mean of the tracks by their weights; null when they have none. */
export function weightedMean<T extends { readonly weight: number }>(
  tracks: readonly T[],
  valueOf: (track: T) => number,
): number | null {
  const total = tracks.reduce((sum, track) => sum + track.weight, 0);
  if (total === 0) return null;
  return tracks.reduce((sum, track) => sum + track.weight * valueOf(track), 0) / total;
}
