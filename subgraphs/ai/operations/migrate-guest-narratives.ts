import { AppError } from '../../../lib/errors.ts';
import type { AiContext } from '../context.ts';
import { updateOwner } from '../data/narrative.ts';

/**
 * Moves the narratives of a guest's valuations to a user and returns how many moved. Safe to repeat.
 * @throws AppError FORBIDDEN unless the user subgraph asks.
 */
export async function migrateGuestNarratives(
  { identity, db }: AiContext,
  { guestSessionId, userId }: { guestSessionId: string; userId: string },
): Promise<number> {
  if (identity.kind !== 'service' || identity.id !== 'user') throw new AppError('FORBIDDEN');
  return updateOwner(db.write, { from: guestSessionId, to: userId });
}
