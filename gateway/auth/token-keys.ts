import { createLocalJWKSet, createRemoteJWKSet, errors } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { AppError } from '../../lib/errors.ts';

const TIMEOUT_MS = 2_000;
/** Who gives out the keys is left alone so long after it failed, so that it delays one request and not all. */
const RETRY_AFTER_MS = 5_000;

/** What a token is refused for; all else is a failure to get the keys. */
const ofToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

/**
 * The public keys at a URL, fetched again from time to time. While that fails the last ones go on, since everybody who is
 * signed in would be turned away otherwise. Rejects with AppError UPSTREAM_UNAVAILABLE when the key is not known then.
 */
export function createTokenKeys(url: string): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS });
  let failed: { readonly untilMs: number; readonly cause: unknown } | undefined;

  return async (header, token) => {
    if (!failed || Date.now() >= failed.untilMs) {
      try {
        const key = await remote(header, token);
        failed = undefined;
        return key;
      } catch (cause) {
        if (ofToken(cause)) throw cause;
        failed = { untilMs: Date.now() + RETRY_AFTER_MS, cause };
      }
    }
    const kept = remote.jwks();
    const { cause } = failed;
    const refuse = (): never => {
      throw new AppError('UPSTREAM_UNAVAILABLE', 'Tokens cannot be checked at the moment: try again shortly.', {
        cause,
      });
    };
    return kept ? createLocalJWKSet(kept)(header, token).catch(refuse) : refuse();
  };
}
