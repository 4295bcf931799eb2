import type { Kysely } from 'kysely';
import type { UserSchema } from './tables.ts';

export interface RefreshTokenRow {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

export function findRefreshToken(db: Kysely<UserSchema>, tokenHash: Buffer): Promise<RefreshTokenRow | undefined> {
  return db
    .selectFrom('refresh_tokens')
    .select(['expires_at as expiresAt', 'used_at as usedAt'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
}

export async function insertRefreshToken(
  db: Kysely<UserSchema>,
  token: { tokenHash: Buffer; sessionId: string; issuedAt: Date; expiresAt: Date },
): Promise<void> {
  await db
    .insertInto('refresh_tokens')
    .values({
      token_hash: token.tokenHash,
      session_id: token.sessionId,
      issued_at: token.issuedAt,
      expires_at: token.expiresAt,
    })
    .execute();
}

export async function updateRefreshTokenUsed(db: Kysely<UserSchema>, tokenHash: Buffer, usedAt: Date): Promise<void> {
  await db.updateTable('refresh_tokens').set({ used_at: usedAt }).where('token_hash', '=', tokenHash).execute();
}

/** Deletes the refresh token of a session that has used none yet; false when it has, and then nothing is deleted. */
export async function deleteUnusedRefreshTokens(db: Kysely<UserSchema>, sessionId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('refresh_tokens')
    .where('session_id', '=', sessionId)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('refresh_tokens as used')
            .select('used.token_hash')
            .where('used.session_id', '=', sessionId)
            .where('used.used_at', 'is not', null),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Deletes up to `limit` tokens that ended before `endedBefore`; returns how many. */
export async function deleteEndedRefreshTokens(
  db: Kysely<UserSchema>,
  endedBefore: Date,
  limit: number,
): Promise<number> {
  const ended = db.selectFrom('refresh_tokens').select('token_hash').where('expires_at', '<', endedBefore).limit(limit);
  const { numDeletedRows } = await db
    .deleteFrom('refresh_tokens')
    .where('token_hash', 'in', ended)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
