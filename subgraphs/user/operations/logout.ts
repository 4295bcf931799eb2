import type { UserContext } from '../context.ts';
import { deleteSessionOfToken } from '../data/session.ts';
import { sha256 } from './sha256.ts';

/** Ends the session of a refresh token, whether or not the token was used; false when it had ended before. */
export function logout({ db }: UserContext, refreshToken: string): Promise<boolean> {
  return deleteSessionOfToken(db, sha256(refreshToken));
}
