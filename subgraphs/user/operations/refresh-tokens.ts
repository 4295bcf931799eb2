import { AppError } from '../../../lib/errors.ts';
import type { UserContext } from '../context.ts';
import { findRefreshToken, updateRefreshTokenUsed } from '../data/refresh-token.ts';
import { deleteSession, lockSessionOfToken, updateSessionExpiry } from '../data/session.ts';
import type { SessionRow } from '../data/session.ts';
import { findUsers } from '../data/user.ts';
import type { UserRow } from '../data/user.ts';
import { sha256 } from './sha256.ts';
import { issueAccessToken, issueRefreshToken } from './issue-tokens.ts';
import type { RefreshToken } from './issue-tokens.ts';
import type { Authentication } from './sign-in.ts';

/**
 * Uses up a refresh token and issues the next of its session, undefined when it is unknown or expired. Using it again
 * ends the session, with no grace: of two who hold the token one is a thief, and which cannot be told (RFC 9700, 4.14.2).
 */
async function rotate(
  { db, logger }: UserContext,
  tokenHash: Buffer,
  now: Date,
): Promise<{ user: UserRow; session: SessionRow; next: RefreshToken } | undefined> {
  return db.transaction().execute(async (transaction) => {
    const session = await lockSessionOfToken(transaction, tokenHash);
    // Read once the lock is held: whoever held it before may have used the token.
    const token = session && (await findRefreshToken(transaction, tokenHash));
    if (!token) return undefined;
    if (token.usedAt) {
      await deleteSession(transaction, session.id);
      logger.warn({ sessionId: session.id, userId: session.userId }, 'a refresh token was used twice: session ended');
      return undefined;
    }
    if (token.expiresAt <= now) return undefined;
    await updateRefreshTokenUsed(transaction, tokenHash, now);
    const next = await issueRefreshToken(transaction, session.id, now);
    await updateSessionExpiry(transaction, session.id, next.refreshTokenExpiresAt);
    const [user] = await findUsers(transaction, [session.userId]);
    return user && { user, session, next };
  });
}

/** Trades a refresh token for new tokens. @throws AppError UNAUTHENTICATED unless it is the latest of a live session. */
export async function refreshTokens(context: UserContext, refreshToken: string): Promise<Authentication> {
  const now = context.clock();
  const rotated = await rotate(context, sha256(refreshToken), now);
  if (!rotated) throw new AppError('UNAUTHENTICATED', 'This session has ended: sign in again.');
  return {
    user: rotated.user,
    ...(await issueAccessToken(context, rotated.session, rotated.user, now)),
    ...rotated.next,
    guestMigration: null,
  };
}
