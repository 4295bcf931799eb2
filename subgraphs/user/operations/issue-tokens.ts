import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { UserContext } from '../context.ts';
import { insertRefreshToken } from '../data/refresh-token.ts';
import type { SessionRow } from '../data/session.ts';
import type { UserSchema } from '../data/tables.ts';
import type { UserRow } from '../data/user.ts';
import { sha256 } from './sha256.ts';

export interface RefreshToken {
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
}

export interface AccessToken {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
}

const ACCESS_TOKEN_LIFETIME_MS = 15 * 60 * 1_000;
const REFRESH_TOKEN_LIFETIME_MS = 7 * 24 * 60 * 60 * 1_000;
const REFRESH_TOKEN_BYTES = 32;

/** When a refresh token issued now ends, and its session with it unless the token is used. */
export function refreshTokenExpiry(now: Date): Date {
  return new Date(now.getTime() + REFRESH_TOKEN_LIFETIME_MS);
}

/** Stores the hash of a new refresh token of the session; the token itself exists only in the answer. */
export async function issueRefreshToken(db: Kysely<UserSchema>, sessionId: string, now: Date): Promise<RefreshToken> {
  const refreshToken = randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
  const expiresAt = refreshTokenExpiry(now);
  await insertRefreshToken(db, { tokenHash: sha256(refreshToken), sessionId, issuedAt: now, expiresAt });
  return { refreshToken, refreshTokenExpiresAt: expiresAt };
}

export async function issueAccessToken(
  { accessTokens }: UserContext,
  { id, userId }: SessionRow,
  { roles }: UserRow,
  now: Date,
): Promise<AccessToken> {
  const expiresAt = new Date(now.getTime() + ACCESS_TOKEN_LIFETIME_MS);
  const claims = { kind: 'user', subject: userId, sessionId: id, roles, issuedAt: now, expiresAt } as const;
  return { accessToken: await accessTokens.sign(claims), accessTokenExpiresAt: expiresAt };
}
