import { createHmac, timingSafeEqual } from 'node:crypto';

/** A place in the log of one database: whoever has replayed it has every commit before it. */
export interface WalPosition {
  /** The database cluster, as PostgreSQL names it when it is created. */
  readonly systemId: string;
  /** Grows with each promotion; positions on different timelines are not comparable. */
  readonly timeline: number;
  /** Bytes of log since the cluster was created. */
  readonly lsn: number;
}

/** What a request must see: the positions of its tokens, or nothing but the primary when a token cannot be believed. */
export type RequiredPositions = readonly WalPosition[] | 'primary';

export const CONSISTENCY_TOKEN_TTL_SECONDS = 60;
/** In place of a token: reads are answered by the primary. */
export const PRIMARY_ONLY = 'primary';
/** Between the tokens of several databases; allowed in a cookie. */
const SEPARATOR = '~';
const MAX_TOKENS = 8;
const TOKEN = /^(\d{1,20}\.\d{1,10}\.\d{1,16}\.(\d{1,11}))\.([\w-]{43})$/;

function macOf(secret: string, payload: string): Buffer {
  // No signature of a request begins like this, so one secret can serve both.
  return createHmac('sha256', secret).update(`consistency-v1\n${payload}`).digest();
}

/** The header of a position, `<system id>.<timeline>.<lsn>.<expiry, unix s>.<HMAC>`, made with the first of the secrets. */
export function signConsistencyToken(secrets: readonly string[], position: WalPosition, nowMs: number): string {
  const [secret] = secrets;
  if (secret === undefined) throw new Error('signConsistencyToken needs at least one secret');
  const expiresAt = Math.floor(nowMs / 1_000) + CONSISTENCY_TOKEN_TTL_SECONDS;
  const payload = `${position.systemId}.${position.timeline}.${position.lsn}.${expiresAt}`;
  return `${payload}.${macOf(secret, payload).toString('base64url')}`;
}

function positionOf(secrets: readonly string[], token: string, nowMs: number): WalPosition | undefined {
  const [, payload, expiresAt, mac] = TOKEN.exec(token) ?? [];
  if (payload === undefined || mac === undefined || Number(expiresAt) * 1_000 <= nowMs) return undefined;
  const given = Buffer.from(mac, 'base64url');
  if (!secrets.some((secret) => timingSafeEqual(macOf(secret, payload), given))) return undefined;
  const [systemId = '', timeline, lsn] = payload.split('.');
  return { systemId, timeline: Number(timeline), lsn: Number(lsn) };
}

/** What the tokens in a header require; one that is forged, malformed or expired requires the primary. */
export function requiredPositions(
  secrets: readonly string[],
  header: string | undefined,
  nowMs: number,
): RequiredPositions {
  if (header === undefined || header === '') return [];
  const tokens = header.split(SEPARATOR);
  if (tokens.length > MAX_TOKENS) return PRIMARY_ONLY;
  const positions = tokens.map((token) => positionOf(secrets, token, nowMs));
  return positions.every((position) => position !== undefined) ? positions : PRIMARY_ONLY;
}

function isLater(a: WalPosition, b: WalPosition): boolean {
  return a.timeline === b.timeline ? a.lsn >= b.lsn : a.timeline > b.timeline;
}

/** The latest position of each database in two headers, whose tokens have been verified or come from a subgraph. */
export function mergeConsistencyTokens(first: string | undefined, second: string): string {
  if (first === undefined || first === '' || first === second) return second;
  if (first === PRIMARY_ONLY || second === PRIMARY_ONLY) return PRIMARY_ONLY;
  const latest = new Map<string, { readonly token: string; readonly position: WalPosition }>();
  for (const token of [...first.split(SEPARATOR), ...second.split(SEPARATOR)]) {
    const [systemId = '', timeline, lsn] = token.split('.');
    const position = { systemId, timeline: Number(timeline), lsn: Number(lsn) };
    const known = latest.get(systemId);
    if (!known || isLater(position, known.position)) latest.set(systemId, { token, position });
  }
  return [...latest.values()].map(({ token }) => token).join(SEPARATOR);
}
