import type { MethodResult } from '../types.ts';
import type { StakeTrack } from './method-track.ts';
import type { CashFlowOutcome } from './value-by-cash-flow.ts';
import type { DirectValue } from './value-equity-directly.ts';

/** The rows of the football field: every method, with its ranges or why it has none. */
export function createMethodResults(
  tracks: readonly StakeTrack[],
  cashFlow: CashFlowOutcome,
  directValues: readonly DirectValue[],
): MethodResult[] {
  const explained: readonly Pick<MethodResult, 'method' | 'status' | 'reason'>[] = [
    { method: 'discounted_cash_flow', status: cashFlow.status, reason: cashFlow.reason },
    { method: 'multiples', status: 'done', reason: null },
    ...directValues.map(({ method, value, reason }) => ({
      method,
      status: value === null ? ('skipped' as const) : ('done' as const),
      reason: value === null ? reason : null,
    })),
  ];
  return explained.map(({ method, status, reason }) => {
    const track = tracks.find((candidate) => candidate.method === method);
    return {
      method,
      status,
      reason,
      weight: track?.weight ?? 0,
      enterpriseValue: track?.enterpriseValue ?? null,
      equityValue: track?.equityValue ?? null,
      stakeValue: track?.stakeValue ?? null,
    };
  });
}
