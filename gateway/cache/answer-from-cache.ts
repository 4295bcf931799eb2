import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { hasScope } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import type { RequestedOperation } from '../operations/persisted/requested-operation.ts';
import { askedOperation, contentTypeFor } from './asked-operation.ts';
import type { CacheCounts } from './cache-counts.ts';
import type { CacheEntry } from './cache-entry.ts';
import { cdnHeadersOf, entityTagOf, matchesEntityTag, PRIVATE_HEADERS } from './cdn-headers.ts';
import { CACHE_SCOPE } from './invalidate-route.ts';
import type { CacheOutcome, MadeAnswer, Makers, ResponseCache } from './response-cache.ts';
import { surrogateKeysOf } from './surrogate-keys.ts';

export interface CachedAnswersOptions {
  readonly responses: ResponseCache;
  readonly counts: CacheCounts;
  /** Whether anybody may see what answers came from, and ask past the cache. */
  readonly isOpen: boolean;
}

/** How to make an answer, and to send one that was made. */
export interface AnswerMakers<Made> extends Makers<Made> {
  readonly send: (made: Made) => FastifyReply;
}

/** Sends a stored answer, or one that is made. */
export type AnswerFromCache = <Made extends MadeAnswer>(
  request: FastifyRequest,
  reply: FastifyReply,
  requested: RequestedOperation | undefined,
  makers: AnswerMakers<Made>,
) => FastifyReply | Promise<FastifyReply>;

type Headers = Readonly<Record<string, string>>;

/** What goes out with a public entry under one media type. */
interface SharedHead {
  readonly freshForSeconds: number;
  readonly etag: string;
  readonly surrogateKeys: readonly string[] | undefined;
  readonly headers: Headers;
}

/** The answer's outcome as RFC 9211 tells it, with the age in seconds. */
function cacheStatus({ result, reason }: CacheOutcome, entry?: CacheEntry): string {
  if (!entry) return `gateway; fwd=${result}; detail="${reason}"`;
  const now = Date.now();
  const ttl = Math.floor((entry.freshUntilMs - now) / 1_000);
  const age = Math.floor((now - entry.storedAtMs) / 1_000);
  return `gateway; hit; ttl=${ttl}; age=${age}; detail="${result === 'stale' ? `stale, ${reason}` : reason}"`;
}

const ACCEPTS_KEPT = 100;

/** Answers over HTTP from the cache, before Apollo Server sees anything of the request. */
export function createCachedAnswers({ responses, counts, isOpen }: CachedAnswersOptions): AnswerFromCache {
  const sharedHeads = new WeakMap<CacheEntry, Map<string, SharedHead>>();
  const forms = new LRUCache<string, { readonly contentType: string | undefined }>({
    max: ACCEPTS_KEPT,
    memoMethod: (accept) => ({ contentType: contentTypeFor(accept) }),
  });

  /** The headers with which CDNs may hold a public answer, made anew once a second. */
  function sharedHeadersFor(entry: CacheEntry, contentType: string): Headers {
    const freshForSeconds = Math.floor((entry.freshUntilMs - Date.now()) / 1_000);
    const heads = sharedHeads.get(entry) ?? new Map<string, SharedHead>();
    const known = heads.get(contentType);
    if (known?.freshForSeconds === freshForSeconds) return known.headers;
    const etag = known?.etag ?? entityTagOf(contentType, entry.body);
    const surrogateKeys = known ? known.surrogateKeys : surrogateKeysOf(entry.tags, entry.operation);
    const cdnHeaders = cdnHeadersOf({
      scope: 'PUBLIC',
      freshForSeconds,
      surrogateKeys: () => surrogateKeys,
      isCanonicalGet: true,
      hasCredentials: false,
      hasErrors: false,
      isPersonal: false,
    });
    const headers = { 'content-type': contentType, ...cdnHeaders, ...(cdnHeaders !== PRIVATE_HEADERS && { etag }) };
    sharedHeads.set(entry, heads.set(contentType, { freshForSeconds, etag, surrogateKeys, headers }));
    return headers;
  }

  function headersFor(
    entry: CacheEntry,
    contentType: string,
    request: FastifyRequest,
    isCacheableUrl: boolean,
  ): Headers {
    if (isCacheableUrl && !entry.isPrivate && request.identity.kind === 'anonymous')
      return sharedHeadersFor(entry, contentType);
    const headers = { 'content-type': contentType, ...PRIVATE_HEADERS };
    return isCacheableUrl || request.method !== 'GET'
      ? headers
      : { ...headers, etag: entityTagOf(contentType, entry.body) };
  }

  const maySee = (identity: Identity): boolean => isOpen || hasScope(identity, CACHE_SCOPE);

  function bypassReason({ headers, identity, consistencyToken }: FastifyRequest): string | undefined {
    if (consistencyToken !== undefined) return 'consistency token';
    const directives = headers['cache-control'];
    // Fetch adds `no-cache` to conditional requests, which ask for the contrary.
    if (directives === undefined || headers['if-none-match'] !== undefined) return undefined;
    return /\bno-(?:cache|store)\b/.test(directives) && maySee(identity) ? 'asked to' : undefined;
  }

  return (request, reply, requested, makers) => {
    const { identity } = request;
    const asked = askedOperation(request, requested);
    const { contentType } = forms.memo(request.headers.accept ?? '');
    const note = (outcome: CacheOutcome, entry?: CacheEntry): void => {
      counts.count(requested?.registered?.name, outcome.result);
      if (maySee(identity)) reply.header('cache-status', cacheStatus(outcome, entry));
    };

    const reason = asked && contentType !== undefined ? bypassReason(request) : 'form';
    if (!requested || !asked || contentType === undefined || reason !== undefined)
      return makers.make().then((made) => {
        note({ result: 'bypass', reason: reason ?? 'form' });
        return makers.send(made);
      });

    const sendEntry = (entry: CacheEntry, outcome: CacheOutcome): FastifyReply => {
      note(outcome, entry);
      // Its text has turned out valid before.
      requested.keepText?.();
      const headers = headersFor(entry, contentType, request, requested.isCacheableUrl);
      reply.headers(headers);
      const { etag } = headers;
      return etag !== undefined && matchesEntityTag(request.headers['if-none-match'], etag)
        ? reply.code(304).send()
        : reply.send(entry.body);
    };
    const entry = responses.peek(asked, identity);
    if (entry) return sendEntry(entry, { result: 'hit', reason: 'memory' });
    return responses.answer(asked, identity, makers).then((answer) => {
      if ('entry' in answer) return sendEntry(answer.entry, answer);
      note(answer);
      return makers.send(answer.made);
    });
  };
}
