import { runOnce } from '../../../lib/db-idempotency.ts';
import { AppError } from '../../../lib/errors.ts';
import type { UserContext } from '../context.ts';
import { findGuestSessions, insertGuestSession } from '../data/guest-session.ts';
import type { GuestSessionRow } from '../data/guest-session.ts';

export interface StartedGuestSession {
  readonly guestSession: GuestSessionRow;
  readonly accessToken: string;
}

const LIFETIME_MS = 7 * 24 * 60 * 60 * 1_000;

async function requireGuestSession(db: UserContext['db'], id: string): Promise<GuestSessionRow> {
  const [session] = await findGuestSessions(db, [id]);
  if (!session) throw new AppError('UNAUTHENTICATED', 'This guest session has ended: start another.');
  return session;
}

/**
 * Starts a guest session of 7 days, for anybody. Its token is signed again for each answer under the same key, never kept.
 * @throws AppError BAD_USER_INPUT when the key is no UUID.
 */
export async function startGuestSession(
  { identity, db, clock, accessTokens }: UserContext,
  idempotencyKey: string | null | undefined,
): Promise<StartedGuestSession> {
  const now = clock();
  const guestSession = await runOnce(
    db,
    { identity, key: idempotencyKey, mutation: 'startGuestSession', input: null },
    {
      apply: (write) => insertGuestSession(write, { createdAt: now, expiresAt: new Date(now.getTime() + LIFETIME_MS) }),
      referenceTo: ({ id }) => id,
      recall: (write, id: string) => requireGuestSession(write, id),
    },
  );
  const { id, createdAt, expiresAt } = guestSession;
  const claims = { kind: 'guest', subject: id, sessionId: id, roles: [], issuedAt: createdAt, expiresAt } as const;
  return { guestSession, accessToken: await accessTokens.sign(claims) };
}
