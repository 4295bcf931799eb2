import { AppError } from '../../../lib/errors.ts';
import type { OwnedValuationKey, ValuationRow } from '../data/valuation.ts';

/** Why the valuation, as it is now, does not fit a key: it is not this owner's or not there, or its draft has moved on. */
export function refusedUpdate(
  valuation: ValuationRow | undefined,
  { ownerId, expectedRevision }: OwnedValuationKey,
): AppError {
  if (valuation?.ownerId !== ownerId) return new AppError('NOT_FOUND');
  return new AppError(
    'PRECONDITION_FAILED',
    `The draft is at revision ${valuation.revision}, not ${expectedRevision}: read it again, then repeat the change.`,
  );
}
