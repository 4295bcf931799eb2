import { SignJWT } from 'jose';
import type { SigningKey } from './signing-keys.ts';

export interface AccessTokenClaims {
  readonly kind: 'guest' | 'user';
  /** Id of the guest session or user. */
  readonly subject: string;
  readonly sessionId: string;
  /** Beside the kind, which is one. */
  readonly roles: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface AccessTokens {
  /** An ES256 JWT for the gateway. */
  sign(claims: AccessTokenClaims): Promise<string>;
}

const ISSUER = 'valuation-graph';
const AUDIENCE = 'gateway';

/** Signs with the first of the keys. */
export function createAccessTokens([key]: readonly SigningKey[]): AccessTokens {
  if (!key) throw new Error('createAccessTokens needs at least one key');
  return {
    // Scopes narrow what a partner's key may do; people have none.
    sign: ({ kind, subject, sessionId, roles, issuedAt, expiresAt }) =>
      new SignJWT({ kind, roles: [kind, ...roles], scopes: [], sid: sessionId })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid })
        .setSubject(subject)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key.privateKey),
  };
}
