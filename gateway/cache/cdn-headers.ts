import { hash } from 'node:crypto';

/** What decides whether a shared cache may hold an answer. */
export interface AnswerFacts {
  readonly scope: 'PUBLIC' | 'PRIVATE';
  /** How long the answer may still be used, by its shortest field; of one from a cache, what is left of it. */
  readonly freshForSeconds: number;
  /** By `surrogateKeysOf`; called only for an answer that may be held. */
  readonly surrogateKeys: () => readonly string[] | undefined;
  /** GET at the one URL that this request has: canonical variables, nothing besides. */
  readonly isCanonicalGet: boolean;
  /** The request came with a token, a key or a consistency token: what was fetched for it is not held for others. */
  readonly hasCredentials: boolean;
  readonly hasErrors: boolean;
  /** The answer hands out a consistency token or a cookie. */
  readonly isPersonal: boolean;
}

/** For how long after its time an answer may be sent while a fresh one is fetched. */
export const STALE_WHILE_REVALIDATE_SECONDS = 60;
/** For how long after its time an answer may be sent while the gateway fails. */
export const STALE_IF_ERROR_SECONDS = 86_400;

export const PRIVATE_HEADERS: Readonly<Record<string, string>> = { 'cache-control': 'private, no-store' };

/**
 * Headers that let a CDN hold an answer, and `private, no-store` for every answer that is not everybody's. Browsers
 * always ask again (`max-age=0`, answered by 304), because no purge reaches them.
 */
export function cdnHeadersOf(answer: AnswerFacts): Readonly<Record<string, string>> {
  const freshForSeconds = Math.floor(answer.freshForSeconds);
  const isShared =
    answer.scope === 'PUBLIC' &&
    answer.isCanonicalGet &&
    !answer.hasCredentials &&
    !answer.hasErrors &&
    !answer.isPersonal &&
    freshForSeconds > 0;
  const keys = isShared ? answer.surrogateKeys() : undefined;
  if (!keys) return PRIVATE_HEADERS;
  return {
    'cache-control': `public, max-age=0, s-maxage=${freshForSeconds}, stale-while-revalidate=${STALE_WHILE_REVALIDATE_SECONDS}, stale-if-error=${STALE_IF_ERROR_SECONDS}`,
    // The media type follows Accept, and the permission for browsers Origin. Nothing that names who asks stands here,
    // since what is held is the same for everyone.
    vary: 'origin, accept',
    'surrogate-key': keys.join(' '),
    'cache-tag': keys.join(','),
    'vercel-cache-tag': keys.join(','),
  };
}

/** A strong validator: equal only for equal bytes of the same media type. */
export function entityTagOf(contentType: string, body: string | Buffer): string {
  const digest = hash(
    'sha256',
    typeof body === 'string' ? `${contentType}\n${body}` : Buffer.concat([Buffer.from(`${contentType}\n`), body]),
    'base64url',
  );
  return `"${digest.slice(0, 27)}"`;
}

/**
 * Whether `If-None-Match` names the entity tag, so that 304 answers. By weak comparison, since a CDN that compresses an
 * answer makes its tag weak (RFC 9110, 13.1.2).
 */
export function matchesEntityTag(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.match(/"[^"]*"/g)?.includes(entityTag) ?? false;
}
