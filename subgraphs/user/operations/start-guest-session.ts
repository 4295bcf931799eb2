import type { UserContext } from '../context.ts';
import { insertGuestSession } from '../data/guest-session.ts';
import type { GuestSessionRow } from '../data/guest-session.ts';

export interface StartedGuestSession {
  readonly guestSession: GuestSessionRow;
  readonly accessToken: string;
}

const LIFETIME_MS = 7 * 24 * 60 * 60 * 1_000;

/** Starts a guest session of 7 days, for anybody. */
export async function startGuestSession({ db, clock, accessTokens }: UserContext): Promise<StartedGuestSession> {
  const createdAt = clock();
  const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS);
  const guestSession = await insertGuestSession(db, { createdAt, expiresAt });
  const { id } = guestSession;
  const claims = { kind: 'guest', subject: id, sessionId: id, issuedAt: createdAt, expiresAt } as const;
  return { guestSession, accessToken: await accessTokens.sign(claims) };
}
