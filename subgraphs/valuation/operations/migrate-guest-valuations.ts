import { AppError } from '../../../lib/errors.ts';
import type { ValuationContext } from '../context.ts';
import { updateOwner } from '../data/valuation.ts';
import { parseUuid } from './parse-uuid.ts';

function requireUuid(path: string, id: string): string {
  const uuid = parseUuid(id);
  if (uuid === undefined)
    throw new AppError('BAD_USER_INPUT', `"${path}" must be a UUID.`, {
      fields: [{ path, message: 'must be a UUID' }],
    });
  return uuid;
}

/**
 * Moves everything a guest owns to a user and returns how many valuations moved. Safe to repeat.
 * @throws AppError FORBIDDEN unless the user subgraph asks.
 */
export async function migrateGuestValuations(
  { identity, db }: ValuationContext,
  { guestSessionId, userId }: { guestSessionId: string; userId: string },
): Promise<number> {
  if (identity.kind !== 'service' || identity.id !== 'user') throw new AppError('FORBIDDEN');
  const from = requireUuid('guestSessionId', guestSessionId);
  const to = requireUuid('userId', userId);
  return updateOwner(db.write, { from, to });
}
