import { decodeJwt } from 'jose';
import { AppError } from '../../lib/errors.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** When an authenticated caller's token expires, in milliseconds since the epoch; never, without a token. */
export function expiryOf(authorization: string | undefined): number {
  const [, token] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
  return token === undefined ? Infinity : (decodeJwt(token).exp ?? Infinity) * 1_000;
}

/** Calls back when the time has come, with the error for the client; returns how to call that off. */
export function onExpiry(expiresAtMs: number, callback: (error: AppError) => void): () => void {
  if (expiresAtMs === Infinity) return () => undefined;
  const timer = setTimeout(
    () => callback(new AppError('UNAUTHENTICATED', 'The token has expired: subscribe again with a new one.')),
    Math.min(Math.max(0, expiresAtMs - Date.now()), LONGEST_TIMER_MS),
  );
  return () => clearTimeout(timer);
}
