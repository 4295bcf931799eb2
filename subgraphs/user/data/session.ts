import type { Kysely } from 'kysely';
import type { UserSchema } from './tables.ts';

export interface SessionRow {
  readonly id: string;
  readonly userId: string;
}

const COLUMNS = ['id', 'user_id as userId'] as const;

export function insertSession(
  db: Kysely<UserSchema>,
  { userId, createdAt, expiresAt }: { userId: string; createdAt: Date; expiresAt: Date },
): Promise<SessionRow> {
  return db
    .insertInto('sessions')
    .values({ user_id: userId, created_at: createdAt, expires_at: expiresAt })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** The session a refresh token belongs to, locked until the transaction ends: uses of its tokens happen one by one. */
export function lockSessionOfToken(db: Kysely<UserSchema>, tokenHash: Buffer): Promise<SessionRow | undefined> {
  return db
    .selectFrom('sessions')
    .select(COLUMNS)
    .where('id', '=', (of) => of.selectFrom('refresh_tokens').select('session_id').where('token_hash', '=', tokenHash))
    .forUpdate()
    .executeTakeFirst();
}

/** A session, locked until the transaction ends. */
export function lockSession(db: Kysely<UserSchema>, id: string): Promise<SessionRow | undefined> {
  return db.selectFrom('sessions').select(COLUMNS).where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function updateSessionExpiry(db: Kysely<UserSchema>, id: string, expiresAt: Date): Promise<void> {
  await db.updateTable('sessions').set({ expires_at: expiresAt }).where('id', '=', id).execute();
}

/** Ends a session: all its refresh tokens go with it. */
export async function deleteSession(db: Kysely<UserSchema>, id: string): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', id).execute();
}

/** Ends the session a refresh token belongs to; false when there is none. */
export async function deleteSessionOfToken(db: Kysely<UserSchema>, tokenHash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('id', '=', (of) => of.selectFrom('refresh_tokens').select('session_id').where('token_hash', '=', tokenHash))
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Deletes up to `limit` sessions whose last refresh token ended before `endedBefore`; returns how many. */
export async function deleteEndedSessions(db: Kysely<UserSchema>, endedBefore: Date, limit: number): Promise<number> {
  const ended = db.selectFrom('sessions').select('id').where('expires_at', '<', endedBefore).limit(limit);
  const { numDeletedRows } = await db.deleteFrom('sessions').where('id', 'in', ended).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
