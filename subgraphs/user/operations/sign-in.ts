import type { Kysely } from 'kysely';
import type { UserContext } from '../context.ts';
import { insertGuestMigration } from '../data/guest-migration.ts';
import { insertSession } from '../data/session.ts';
import type { UserSchema } from '../data/tables.ts';
import type { UserRow } from '../data/user.ts';
import { deliverGuestMigration } from './deliver-guest-migrations.ts';
import type { GuestMigration } from './deliver-guest-migrations.ts';
import { issueAccessToken, issueRefreshToken, refreshTokenExpiry } from './issue-tokens.ts';
import type { AccessToken, RefreshToken } from './issue-tokens.ts';

export interface Authentication extends AccessToken, RefreshToken {
  readonly user: UserRow;
  readonly guestMigration: GuestMigration | null;
}

/**
 * Opens a session for the user that `prepare` returns and, for a guest, stores the move of its valuations: one
 * transaction, so that either all of it happens or nothing. The move is then tried at once; its failure is not the person's.
 */
export async function signIn(
  context: UserContext,
  prepare: (db: Kysely<UserSchema>, now: Date) => Promise<UserRow>,
): Promise<Authentication> {
  const { identity, db, clock, requestId, signal } = context;
  const now = clock();
  const stored = await db.transaction().execute(async (transaction) => {
    const user = await prepare(transaction, now);
    const session = await insertSession(transaction, {
      userId: user.id,
      createdAt: now,
      expiresAt: refreshTokenExpiry(now),
    });
    const refreshToken = await issueRefreshToken(transaction, session.id, now);
    const migration =
      identity.kind === 'guest'
        ? await insertGuestMigration(transaction, { guestSessionId: identity.id, userId: user.id }, now)
        : undefined;
    return { user, session, refreshToken, migration };
  });
  const { user, session, refreshToken, migration } = stored;
  return {
    user,
    ...(await issueAccessToken(context, session, now)),
    ...refreshToken,
    guestMigration: migration ? await deliverGuestMigration(context, migration, { requestId, signal }) : null,
  };
}
