import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { AppError } from '../../lib/errors.ts';
import { ANONYMOUS } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import { isPartnerClient } from '../operations/persisted/persisted-operation-config.ts';
import type { PartnerKeys } from './partner-keys.ts';
import { createTokenKeys } from './token-keys.ts';

export interface AuthenticatorOptions {
  readonly jwksUrl: string | undefined;
  readonly partnerKeys: Pick<PartnerKeys, 'identify'>;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Turns the headers of a request into who is asking, at once for whoever is known.
 * Rejects with AppError UNAUTHENTICATED or UPSTREAM_UNAVAILABLE, and never throws.
 */
export type Authenticate = (headers: Headers, address: string) => Identity | Promise<Identity>;

const ISSUER = 'valuation-graph';
const AUDIENCE = 'gateway';
/** A verified token is taken at its word this long, which saves the signature check on every request. */
const VERIFIED_TTL_MS = 60_000;
const MAX_VERIFIED_TOKENS = 20_000;

const claims = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  kind: z.enum(['guest', 'user']),
  roles: z.array(z.string()).default([]),
  scopes: z.array(z.string()).default([]),
});

function clientNameOf(header: string | string[] | undefined): string {
  const isName = typeof header === 'string' && /^[\w.-]{1,64}$/.test(header);
  return isName && !isPartnerClient(header) ? header : ANONYMOUS.clientName;
}

/** The same object wherever that is right: what is derived from an identity is kept with the object. */
function named(identity: Identity, clientName: string): Identity {
  return identity.clientName === clientName ? identity : { ...identity, clientName };
}

function refusal(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (cause instanceof errors.JWTExpired)
    return new AppError(
      'UNAUTHENTICATED',
      'The token has expired: refresh it or sign in again, without sending this one.',
      { cause },
    );
  return new AppError('UNAUTHENTICATED', 'The token is not valid.', { cause });
}

export function createAuthenticator({ jwksUrl, partnerKeys }: AuthenticatorOptions): Authenticate {
  const keys = jwksUrl && createTokenKeys(jwksUrl);
  /** By the whole header: to take a hash of each would cost an answer from the cache a twentieth of its time. */
  const verified = new LRUCache<string, Identity>({ max: MAX_VERIFIED_TOKENS });

  async function verify(token: string): Promise<JWTPayload> {
    if (!keys) throw new AppError('UNAUTHENTICATED', 'This gateway accepts no tokens: JWKS_URL is not set.');
    try {
      return (await jwtVerify(token, keys, { issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'] })).payload;
    } catch (cause) {
      throw refusal(cause);
    }
  }

  async function identityOf(token: string, authorization: string): Promise<Identity> {
    const parsed = claims.safeParse(await verify(token));
    if (!parsed.success) throw new AppError('UNAUTHENTICATED', 'The token is not valid.', { cause: parsed.error });
    const { sub: id, exp, kind, roles, scopes } = parsed.data;
    const identity = { kind, id, roles, scopes, clientName: ANONYMOUS.clientName };
    verified.set(authorization, identity, { ttl: Math.max(1, Math.min(VERIFIED_TTL_MS, exp * 1_000 - Date.now())) });
    return identity;
  }

  async function identifyPartner(apiKey: string, { authorization }: Headers, address: string): Promise<Identity> {
    if (authorization !== undefined)
      throw new AppError('UNAUTHENTICATED', 'Send an API key or a bearer token, and not both.');
    return partnerKeys.identify(apiKey, address);
  }

  return (headers, address) => {
    const { 'x-api-key': apiKey, authorization: given } = headers;
    if (apiKey !== undefined) return identifyPartner(String(apiKey), headers, address);
    const clientName = clientNameOf(headers['apollographql-client-name']);
    if (given === undefined) return named(ANONYMOUS, clientName);
    const authorization = String(given);
    const known = verified.get(authorization);
    if (known) return named(known, clientName);
    const [, token] = /^Bearer ([\w.-]+)$/i.exec(authorization) ?? [];
    if (token === undefined)
      return Promise.reject(new AppError('UNAUTHENTICATED', 'The Authorization header must be "Bearer <token>".'));
    return identityOf(token, authorization).then((identity) => named(identity, clientName));
  };
}
