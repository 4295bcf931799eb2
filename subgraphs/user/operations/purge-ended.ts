import { purgeExpiredKeys } from '../../../lib/db-idempotency.ts';
import type { UserServices } from '../context.ts';
import { deleteEndedGuestSessions } from '../data/guest-session.ts';
import { deleteEndedLoginThrottles } from '../data/login-throttle.ts';
import { deleteEndedRefreshTokens } from '../data/refresh-token.ts';
import { deleteEndedSessions } from '../data/session.ts';

/** What ended is kept for a day, longer than clocks differ. */
const RETENTION_MS = 24 * 60 * 60 * 1_000;
/** Small, so that no statement holds its locks for long. */
const BATCH_SIZE = 500;

const PURGES = [deleteEndedSessions, deleteEndedRefreshTokens, deleteEndedGuestSessions, deleteEndedLoginThrottles];

/**
 * Deletes sessions, tokens, guests and login counts that ended a day ago, and idempotency keys that have expired, in small
 * batches. Several instances may run it.
 */
export async function purgeEnded(
  { db, clock }: Pick<UserServices, 'db' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  const endedBefore = new Date(clock().getTime() - RETENTION_MS);
  for (const purge of PURGES) {
    let deletedCount = BATCH_SIZE;
    while (deletedCount === BATCH_SIZE && !signal.aborted) deletedCount = await purge(db, endedBefore, BATCH_SIZE);
  }
  await purgeExpiredKeys(db, signal);
}
