import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONSISTENCY_TOKEN_HEADER } from '../../lib/platform-headers.ts';
import { cdnHeadersOf, matchesEntityTag, PRIVATE_HEADERS } from './cdn-headers.ts';

/** The answer to a GET at the one URL that clients share for it. */
export interface GetAnswer {
  /** Undefined when it may not be kept, as with errors. */
  readonly policy: { readonly isPrivate: boolean; readonly maxAgeSeconds: number } | undefined;
  /** Called only where they are needed. */
  readonly surrogateKeys: () => readonly string[] | undefined;
  readonly entityTag: () => string;
}

/**
 * Tells the CDN of an answer whether it may hold it, and its entity tag.
 * @returns whether the client has the answer already, so that 304 is to be sent in its place.
 */
export function addCdnHeaders(request: FastifyRequest, reply: FastifyReply, answer: GetAnswer): boolean {
  const { policy, surrogateKeys } = answer;
  const headers = cdnHeadersOf({
    scope: policy?.isPrivate === false ? 'PUBLIC' : 'PRIVATE',
    freshForSeconds: policy?.maxAgeSeconds ?? 0,
    surrogateKeys,
    isCanonicalGet: true,
    hasCredentials: request.identity.kind !== 'anonymous' || request.consistencyToken !== undefined,
    hasErrors: policy === undefined,
    isPersonal: reply.hasHeader('set-cookie') || reply.hasHeader(CONSISTENCY_TOKEN_HEADER),
  });
  reply.headers(headers);
  if (headers === PRIVATE_HEADERS) return false;
  const entityTag = answer.entityTag();
  reply.header('etag', entityTag);
  return matchesEntityTag(request.headers['if-none-match'], entityTag);
}
