import { requireArgument, requireFinite, requireFiniteList } from '../valuation-error.ts';
import { discountedCashFlow } from './discounted-cash-flow.ts';

export interface AdjustedPresentValueInput {
  /** Free cash flows of year 1, 2, … n, EUR, as if the company had no debt. */
  readonly freeCashFlows: readonly number[];
  /**
   * Debt at the opening of year 1, 2, … n; with a terminal growth also that of year n + 1, the first of the perpetuity.
   * The first is the debt at the valuation date.
   */
  readonly openingDebts: readonly number[];
  /** Ku, the required return on the assets. */
  readonly unleveredCost: number;
  readonly taxRate: number;
  /** Growth of flows and debt after year n. Left out: both end with year n. */
  readonly terminalGrowth?: number;
  /**
   * Rate at which the debt earns its tax shield, and rate at which the shields are discounted. Left out: Ku for both
   * (Fernández). Kd for both is Modigliani-Miller and Myers, Kd earned and Ku discounted is Harris-Pringle.
   */
  readonly taxShield?: { readonly earnedAt: number; readonly discountedAt: number };
}

export interface AdjustedPresentValue {
  readonly unleveredValue: number;
  readonly taxShieldValue: number;
  readonly enterpriseValue: number;
  readonly equityValue: number;
}

/**
 * Adjusted present value, EUR, flows at year end: `E = Vu + VTS − D₀`, where Vu is the value of the free cash flows
 * at Ku, and VTS the present value of the tax shields `opening debt · t · earning rate`.
 * Throws INVALID_ARGUMENT when the debts do not match the flows, RATE_NOT_ABOVE_GROWTH from a perpetuity.
 * Source: Myers (1974); Fernández (2004), "The value of tax shields is NOT equal to the present value of tax shields",
 * Journal of Financial Economics 73(1).
 */
export function adjustedPresentValue(input: AdjustedPresentValueInput): AdjustedPresentValue {
  const { freeCashFlows, openingDebts, unleveredCost, taxRate, terminalGrowth } = input;
  const { earnedAt, discountedAt } = input.taxShield ?? { earnedAt: unleveredCost, discountedAt: unleveredCost };
  requireFinite({ taxRate, earnedAt });
  requireFiniteList('Opening debt', openingDebts);
  const years = freeCashFlows.length;
  const debtsNeeded = terminalGrowth === undefined ? years : years + 1;
  requireArgument(
    openingDebts.length === debtsNeeded,
    `Give ${debtsNeeded} opening debts for ${years} cash flows ` +
      `${terminalGrowth === undefined ? 'without' : 'with'} a terminal growth, not ${openingDebts.length}.`,
  );

  const presentValue = (flows: readonly number[], discountRate: number, afterwards: number) =>
    discountedCashFlow({
      flows: flows.slice(0, years),
      discountRate,
      timing: 'end_year',
      ...(terminalGrowth !== undefined && {
        terminal: { kind: 'gordon', growth: terminalGrowth, finalFlow: afterwards },
      }),
    }).enterpriseValue;

  const shields = openingDebts.map((debt) => debt * taxRate * earnedAt);
  const finalShield = (shields[years] ?? 0) / (1 + (terminalGrowth ?? 0));
  const unleveredValue = presentValue(freeCashFlows, unleveredCost, freeCashFlows[years - 1] ?? 0);
  const taxShieldValue = presentValue(shields, discountedAt, finalShield);
  const enterpriseValue = unleveredValue + taxShieldValue;
  return { unleveredValue, taxShieldValue, enterpriseValue, equityValue: enterpriseValue - (openingDebts[0] ?? 0) };
}
