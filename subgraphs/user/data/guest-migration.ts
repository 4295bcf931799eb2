import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { UserSchema } from './tables.ts';

export interface GuestMigrationRow {
  readonly guestSessionId: string;
  readonly userId: string;
}

const COLUMNS = ['guest_session_id as guestSessionId', 'user_id as userId'] as const;
/** Longer than a delivery may take, so that nobody else takes one up that is under way. */
const FIRST_RETRY_SECONDS = 5;
const LONGEST_RETRY_SECONDS = 300;
/** After the guest's end, plus what clocks and running requests may differ, nothing new can appear under the guest. */
const FINAL_DELIVERY_DELAY = sql`interval '1 minute'`;

/**
 * Stores that what a guest owns is to move to a user, taken up by the caller already. A guest who moved to the same
 * user before is opened again; undefined when the guest moved to another user or does not exist.
 */
export function insertGuestMigration(
  db: Kysely<UserSchema>,
  { guestSessionId, userId }: GuestMigrationRow,
  now: Date,
): Promise<GuestMigrationRow | undefined> {
  const nextDeliveryAt = new Date(now.getTime() + FIRST_RETRY_SECONDS * 1_000);
  return db
    .insertInto('guest_migrations')
    .columns(['guest_session_id', 'user_id', 'created_at', 'attempt_count', 'next_delivery_at'])
    .expression((of) =>
      of
        .selectFrom('guest_sessions')
        .select((select) => [
          'id',
          sql<string>`${userId}::uuid`.as('user_id'),
          sql<Date>`${now}::timestamptz`.as('created_at'),
          select.lit(1).as('attempt_count'),
          sql<Date>`${nextDeliveryAt}::timestamptz`.as('next_delivery_at'),
        ])
        .where('id', '=', guestSessionId),
    )
    .onConflict((conflict) =>
      conflict
        .column('guest_session_id')
        .doUpdateSet({ completed_at: null, attempt_count: 1, next_delivery_at: nextDeliveryAt })
        .whereRef('guest_migrations.user_id', '=', 'excluded.user_id'),
    )
    .returning(COLUMNS)
    .executeTakeFirst();
}

/**
 * Takes up the migration that is due longest, or undefined. Rows that another instance is taking up are passed over.
 * Taking it up sets when it is due again (5 s, doubling up to 5 min), so a failed delivery needs no further write.
 */
export function claimGuestMigration(db: Kysely<UserSchema>, now: Date): Promise<GuestMigrationRow | undefined> {
  const retrySeconds = sql`least(${FIRST_RETRY_SECONDS} * 2 ^ least(attempt_count, 16), ${LONGEST_RETRY_SECONDS})`;
  return db
    .updateTable('guest_migrations')
    .set({
      attempt_count: sql`attempt_count + 1`,
      next_delivery_at: sql`${now}::timestamptz + ${retrySeconds} * interval '1 second'`,
    })
    .where('guest_session_id', '=', (of) =>
      of
        .selectFrom('guest_migrations')
        .select('guest_session_id')
        .where('next_delivery_at', '<=', now)
        .orderBy('next_delivery_at')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** Counts valuations that have moved; returns how many have in all. */
export async function addMovedValuations(
  db: Kysely<UserSchema>,
  guestSessionId: string,
  movedCount: number,
): Promise<number> {
  const { valuationCount } = await db
    .updateTable('guest_migrations')
    .set({ valuation_count: sql`valuation_count + ${movedCount}` })
    .where('guest_session_id', '=', guestSessionId)
    .returning('valuation_count as valuationCount')
    .executeTakeFirstOrThrow();
  return valuationCount;
}

/**
 * Records a delivery of everything. Until the guest session has ended one more is left for then: it collects what is
 * saved under the guest's token after this one.
 */
export async function completeGuestMigration(db: Kysely<UserSchema>, guestSessionId: string, now: Date): Promise<void> {
  const finalDeliveryAt = sql<Date>`guest_sessions.expires_at + ${FINAL_DELIVERY_DELAY}`;
  await db
    .updateTable('guest_migrations')
    .from('guest_sessions')
    .set({
      completed_at: now,
      attempt_count: 0,
      next_delivery_at: sql`case when ${finalDeliveryAt} > ${now} then ${finalDeliveryAt} end`,
    })
    .whereRef('guest_sessions.id', '=', 'guest_migrations.guest_session_id')
    .where('guest_session_id', '=', guestSessionId)
    .execute();
}
