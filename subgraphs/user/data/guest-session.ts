import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { UserSchema } from './tables.ts';

export interface GuestSessionRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const COLUMNS = ['id', 'created_at as createdAt', 'expires_at as expiresAt'] as const;

/** Where to read: `read`, or the transaction that must see its own writes. */
type Reader = Pick<ReadonlyKysely<UserSchema>, 'selectFrom'>;

export function findGuestSessions(db: Reader, ids: readonly string[]): Promise<GuestSessionRow[]> {
  return db.selectFrom('guest_sessions').select(COLUMNS).where('id', 'in', ids).execute();
}

export function insertGuestSession(
  db: Kysely<UserSchema>,
  { createdAt, expiresAt }: Omit<GuestSessionRow, 'id'>,
): Promise<GuestSessionRow> {
  return db
    .insertInto('guest_sessions')
    .values({ created_at: createdAt, expires_at: expiresAt })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** Deletes up to `limit` sessions that ended before `endedBefore` and have nothing left to deliver; returns how many. */
export async function deleteEndedGuestSessions(
  db: Kysely<UserSchema>,
  endedBefore: Date,
  limit: number,
): Promise<number> {
  const ended = db
    .selectFrom('guest_sessions')
    .select('id')
    .where('expires_at', '<', endedBefore)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('guest_migrations')
            .whereRef('guest_migrations.guest_session_id', '=', 'guest_sessions.id')
            .where('next_delivery_at', 'is not', null),
        ),
      ),
    )
    .limit(limit);
  const { numDeletedRows } = await db.deleteFrom('guest_sessions').where('id', 'in', ended).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
