import type { IncomingHttpHeaders } from 'node:http';
import { decodeJwt } from 'jose';
import { AppError } from '../../lib/errors.ts';
import type { PartnerKeys } from './partner-keys.ts';

/**
 * Calls back, with the error for the client, when credentials that were good are so no longer: when the token has expired, or
 * within 5 s of the API key's end. Returns how to call that off.
 */
export type WatchCredentials = (
  headers: IncomingHttpHeaders,
  address: string,
  onEnd: (error: unknown) => void,
) => () => void;

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const KEY_CHECK_MS = 250;

/** When the token of an authenticated caller expires, in milliseconds since the epoch; never, without a token. */
function expiryOf(authorization: string | undefined): number {
  const [, token] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
  return token === undefined ? Infinity : (decodeJwt(token).exp ?? Infinity) * 1_000;
}

export function createCredentialWatch(partnerKeys: Pick<PartnerKeys, 'identify'>): WatchCredentials {
  return (headers, address, onEnd) => {
    const apiKey = headers['x-api-key'];
    if (apiKey !== undefined) {
      const timer = setInterval(() => {
        partnerKeys.identify(String(apiKey), address).catch((error: unknown) => {
          clearInterval(timer);
          onEnd(error);
        });
      }, KEY_CHECK_MS);
      return () => clearInterval(timer);
    }
    const expiresAtMs = expiryOf(headers.authorization);
    if (expiresAtMs === Infinity) return () => undefined;
    const timer = setTimeout(
      () => onEnd(new AppError('UNAUTHENTICATED', 'The token has expired: subscribe again with a new one.')),
      Math.min(Math.max(0, expiresAtMs - Date.now()), LONGEST_TIMER_MS),
    );
    return () => clearTimeout(timer);
  };
}
