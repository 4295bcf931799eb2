import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { UserSchema } from './tables.ts';

export interface LoginThrottleRule {
  /** Attempts within one window that need not wait. */
  readonly freeAttempts: number;
  /** The window opened by an attempt closes, and its count is forgotten, when it opened before this. */
  readonly windowStartedBefore: Date;
  /** Beyond the free attempts one is let through when the last was before this. */
  readonly lastAttemptBefore: Date;
}

/**
 * Counts an attempt and returns whether it may go on, in one statement, so that a burst of attempts at once cannot slip
 * past the count. A refused attempt changes nothing: it does not prolong the wait.
 */
export async function insertLoginAttempt(
  db: Kysely<UserSchema>,
  emailHash: Buffer,
  now: Date,
  rule: LoginThrottleRule,
): Promise<boolean> {
  const windowIsOver = sql<boolean>`login_throttles.window_started_at < ${rule.windowStartedBefore}`;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('login_throttles')
    .values({ email_hash: emailHash, attempt_count: 1, window_started_at: now, last_attempt_at: now })
    .onConflict((conflict) =>
      conflict
        .column('email_hash')
        .doUpdateSet({
          attempt_count: sql`case when ${windowIsOver} then 1 else login_throttles.attempt_count + 1 end`,
          window_started_at: sql`case when ${windowIsOver} then excluded.window_started_at
                                      else login_throttles.window_started_at end`,
          last_attempt_at: (of) => of.ref('excluded.last_attempt_at'),
        })
        .where((where) =>
          where.or([
            windowIsOver,
            where('login_throttles.attempt_count', '<', rule.freeAttempts),
            where('login_throttles.last_attempt_at', '<', rule.lastAttemptBefore),
          ]),
        ),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export async function deleteLoginThrottle(db: Kysely<UserSchema>, emailHash: Buffer): Promise<void> {
  await db.deleteFrom('login_throttles').where('email_hash', '=', emailHash).execute();
}

/** Deletes up to `limit` counts whose window opened before `startedBefore`; returns how many. */
export async function deleteEndedLoginThrottles(
  db: Kysely<UserSchema>,
  startedBefore: Date,
  limit: number,
): Promise<number> {
  const ended = db
    .selectFrom('login_throttles')
    .select('email_hash')
    .where('window_started_at', '<', startedBefore)
    .limit(limit);
  const { numDeletedRows } = await db
    .deleteFrom('login_throttles')
    .where('email_hash', 'in', ended)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
