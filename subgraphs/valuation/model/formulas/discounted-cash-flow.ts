import { requireArgument, requireFinite, requireFiniteList } from '../valuation-error.ts';
import { exitMultipleTerminalValue, gordonTerminalValue } from './terminal-value.ts';

/** When in its year a flow arrives. */
export type CashFlowTiming = 'end_year' | 'mid_year';

export type TerminalAssumption =
  /** `finalFlow`: a normalised flow of year n to grow from, where the last of the flows is not representative. */
  | { readonly kind: 'gordon'; readonly growth: number; readonly finalFlow?: number }
  /** `ebitda` of year n. */
  | { readonly kind: 'exit_multiple'; readonly ebitda: number; readonly multiple: number };

export interface DiscountedCashFlowInput {
  /** Flows of year 1, 2, … n after the valuation date, EUR. */
  readonly flows: readonly number[];
  readonly discountRate: number;
  readonly timing: CashFlowTiming;
  /** Left out: nothing is worth anything after year n. */
  readonly terminal?: TerminalAssumption;
}

export interface DiscountedCashFlow {
  readonly enterpriseValue: number;
  readonly presentValueOfFlows: number;
  /** Undiscounted; 0 without a terminal assumption. */
  readonly terminalValue: number;
  readonly presentValueOfTerminalValue: number;
  readonly presentValues: readonly number[];
}

/**
 * Enterprise value by discounted cash flow, EUR. End-year: flow t at t, terminal value at n. Mid-year: flow t at
 * t − ½, a Gordon terminal value at n − ½ (its flows too arrive in mid-year), an exit multiple at n (a sale at the end).
 * Throws INVALID_ARGUMENT without flows or for a rate of −100 % or less, RATE_NOT_ABOVE_GROWTH from the perpetuity.
 * Source: Koller, Goedhart and Wessels, "Valuation"; mid-year convention as in Pratt, "Valuing a Business".
 */
export function discountedCashFlow(input: DiscountedCashFlowInput): DiscountedCashFlow {
  const { flows, discountRate, timing, terminal } = input;
  requireFinite({ discountRate });
  requireFiniteList('Cash flow', flows);
  requireArgument(flows.length > 0, 'Give at least one cash flow.');
  requireArgument(discountRate > -1, `The discount rate must be above -100 %, not ${discountRate}.`);

  const offsetYears = timing === 'mid_year' ? 0.5 : 0;
  const discounted = (amount: number, years: number) => amount / (1 + discountRate) ** years;
  const presentValues = flows.map((flow, index) => discounted(flow, index + 1 - offsetYears));
  const presentValueOfFlows = presentValues.reduce((sum, value) => sum + value, 0);

  const terminalValue = terminal ? terminalValueOf(terminal, flows, discountRate) : 0;
  const terminalYears = flows.length - (terminal?.kind === 'gordon' ? offsetYears : 0);
  const presentValueOfTerminalValue = discounted(terminalValue, terminalYears);

  return {
    enterpriseValue: presentValueOfFlows + presentValueOfTerminalValue,
    presentValueOfFlows,
    terminalValue,
    presentValueOfTerminalValue,
    presentValues,
  };
}

function terminalValueOf(terminal: TerminalAssumption, flows: readonly number[], discountRate: number): number {
  if (terminal.kind === 'exit_multiple') return exitMultipleTerminalValue(terminal);
  const finalFlow = terminal.finalFlow ?? flows[flows.length - 1] ?? 0;
  return gordonTerminalValue({ finalFlow, growth: terminal.growth, discountRate });
}
