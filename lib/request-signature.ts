import { timingSafeEqual } from 'node:crypto';
import { AppError } from './errors.ts';
import { hmacSha256 } from './hmac.ts';

export const REPLAY_WINDOW_MS = 30_000;

/** What a signature covers: a change in any of these makes it invalid. */
export interface SignedRequest {
  /** Name of the subgraph the request is for: a signature for one is worthless at another. */
  readonly service: string;
  /** The encoded identity header. */
  readonly identity: string;
  readonly body: string | Buffer;
}

/** In hex. */
function hmacOf(secret: string, { service, identity, body }: SignedRequest, timeMs: number): string {
  // Neither a service nor a header holds a line break, so that the body begins where it seems to.
  return hmacSha256(secret, `v1\n${service}\n${timeMs}\n${identity}\n`, body);
}

/** Value of the signature header, `t=<unix ms>,v1=<hex HMAC-SHA256>`, made with the first of the secrets. */
export function signRequest(secrets: readonly string[], request: SignedRequest, nowMs: number): string {
  const [secret] = secrets;
  if (secret === undefined) throw new Error('signRequest needs at least one secret');
  return `t=${nowMs},v1=${hmacOf(secret, request, nowMs)}`;
}

/**
 * Accepts a signature made with any of the secrets (so that they can be rotated) within the replay window.
 * @throws AppError UNAUTHENTICATED otherwise.
 */
export function requireSignature(
  secrets: readonly string[],
  request: SignedRequest,
  header: string | undefined,
  nowMs: number,
): void {
  const match = /^t=(\d{1,15}),v1=([0-9a-f]{64})$/.exec(header ?? '');
  if (!match) throw new AppError('UNAUTHENTICATED', 'This service answers signed requests of the gateway only.');
  const timeMs = Number(match[1]);
  if (Math.abs(nowMs - timeMs) > REPLAY_WINDOW_MS)
    throw new AppError('UNAUTHENTICATED', 'The request signature is out of its time window: check the clocks.');
  const given = Buffer.from(match[2] ?? '');
  if (!secrets.some((secret) => timingSafeEqual(Buffer.from(hmacOf(secret, request, timeMs)), given)))
    throw new AppError('UNAUTHENTICATED', 'The request signature does not match the request.');
}
