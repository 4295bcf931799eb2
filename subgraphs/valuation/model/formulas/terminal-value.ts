import { requireArgument, requireFinite, ValuationError } from '../valuation-error.ts';

/**
 * Value at the end of year n of all flows after it, growing for ever: `TVn = FCFn·(1 + g)/(r − g)`.
 * Flow and value in EUR, rates as ratios a year; growth may be negative.
 * Throws RATE_NOT_ABOVE_GROWTH when r ≤ g.
 * Source: Gordon and Shapiro (1956), Management Science 3(1).
 */
export function gordonTerminalValue(input: { finalFlow: number; growth: number; discountRate: number }): number {
  requireFinite(input);
  const { finalFlow, growth, discountRate } = input;
  if (discountRate <= growth)
    throw new ValuationError(
      'RATE_NOT_ABOVE_GROWTH',
      `The discount rate (${percent(discountRate)}) must be above the perpetual growth (${percent(growth)}): ` +
        'at or below it the value has no limit. Lower the growth or review the rate.',
    );
  return (finalFlow * (1 + growth)) / (discountRate - growth);
}

/**
 * Value at the end of year n when the company is then sold at a multiple: `TVn = EBITDAn · multiple`.
 * EBITDA and value in EUR. Throws INVALID_ARGUMENT for a negative multiple.
 */
export function exitMultipleTerminalValue(input: { ebitda: number; multiple: number }): number {
  const { ebitda, multiple } = input;
  requireFinite({ ebitda, multiple });
  requireArgument(multiple >= 0, `The exit multiple must not be negative, not ${multiple}.`);
  return ebitda * multiple;
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(4))} %`;
}
