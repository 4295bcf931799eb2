import { inTransaction, runOnce } from '../../../lib/db-idempotency.ts';
import type { IdempotentRequest } from '../../../lib/db-idempotency.ts';
import { AppError } from '../../../lib/errors.ts';
import type { UserContext } from '../context.ts';
import { insertGuestMigration } from '../data/guest-migration.ts';
import { deleteUnusedRefreshTokens } from '../data/refresh-token.ts';
import { insertSession, lockSession } from '../data/session.ts';
import type { SessionRow } from '../data/session.ts';
import { findUsers } from '../data/user.ts';
import type { UserRow } from '../data/user.ts';
import { deliverGuestMigration } from './deliver-guest-migrations.ts';
import type { GuestMigration } from './deliver-guest-migrations.ts';
import { issueAccessToken, issueRefreshToken, refreshTokenExpiry } from './issue-tokens.ts';
import type { AccessToken, RefreshToken } from './issue-tokens.ts';

export interface Authentication extends AccessToken, RefreshToken {
  readonly user: UserRow;
  readonly guestMigration: GuestMigration | null;
}

type Db = UserContext['db'];

interface Opened {
  readonly user: UserRow;
  readonly session: SessionRow;
}

/**
 * The session that a sign-in sent again has opened before. Refresh tokens are kept as hashes alone, so it gets another,
 * and the one of the lost answer ends. @throws AppError UNAUTHENTICATED when the session has ended or is in use.
 */
async function reopenSession(db: Db, sessionId: string): Promise<Opened> {
  const session = await lockSession(db, sessionId);
  const isUnused = session !== undefined && (await deleteUnusedRefreshTokens(db, session.id));
  const [user] = isUnused ? await findUsers(db, [session.userId]) : [];
  if (!isUnused || !user)
    throw new AppError('UNAUTHENTICATED', 'The session under this idempotency key is in use or has ended: sign in.');
  return { user, session };
}

/** What makes a sign-in safe to send again. */
export type RepeatableRequest = Omit<IdempotentRequest, 'identity'>;

/**
 * Opens a session for the user that `prepare` returns and, for a guest, stores the move of its valuations: one
 * transaction, so that either all of it happens or nothing. The move is then tried at once; its failure is not the person's.
 */
export async function signIn(
  context: UserContext,
  prepare: (db: Db, now: Date) => Promise<UserRow>,
  request: RepeatableRequest,
): Promise<Authentication> {
  const { identity, db, clock, requestId, signal } = context;
  const now = clock();

  const openSession = async (transaction: Db): Promise<Opened> => {
    const user = await prepare(transaction, now);
    const expiresAt = refreshTokenExpiry(now);
    return { user, session: await insertSession(transaction, { userId: user.id, createdAt: now, expiresAt }) };
  };
  const complete = async (transaction: Db, { user, session }: Opened) => ({
    user,
    session,
    refreshToken: await issueRefreshToken(transaction, session.id, now),
    migration:
      identity.kind === 'guest'
        ? await insertGuestMigration(transaction, { guestSessionId: identity.id, userId: user.id }, now)
        : undefined,
  });

  const { user, session, refreshToken, migration } = await runOnce(
    db,
    { identity, ...request },
    {
      apply: (write) =>
        inTransaction(write, async (transaction) => complete(transaction, await openSession(transaction))),
      referenceTo: ({ session: { id } }) => id,
      recall: async (transaction, sessionId: string) =>
        complete(transaction, await reopenSession(transaction, sessionId)),
    },
  );
  return {
    user,
    ...(await issueAccessToken(context, session, user, now)),
    ...refreshToken,
    guestMigration: migration ? await deliverGuestMigration(context, migration, { requestId, signal }) : null,
  };
}
