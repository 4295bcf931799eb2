import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { hasScope } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import type { RequestedOperation } from '../operations/persisted/requested-operation.ts';
import { addCdnHeaders } from './add-cdn-headers.ts';
import { askedOperation, contentTypeFor } from './asked-operation.ts';
import type { CacheCounts } from './cache-counts.ts';
import type { CacheEntry } from './cache-entry.ts';
import { entityTagOf, matchesEntityTag } from './cdn-headers.ts';
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
  const entityTags = new WeakMap<CacheEntry, Map<string, string>>();
  const surrogateKeys = new WeakMap<CacheEntry, { readonly keys: string[] | undefined }>();
  const forms = new LRUCache<string, { readonly contentType: string | undefined }>({
    max: ACCEPTS_KEPT,
    memoMethod: (accept) => ({ contentType: contentTypeFor(accept) }),
  });

  function entityTagFor(entry: CacheEntry, contentType: string): string {
    const known = entityTags.get(entry) ?? new Map<string, string>();
    entityTags.set(entry, known);
    const tag = known.get(contentType) ?? entityTagOf(contentType, entry.body);
    known.set(contentType, tag);
    return tag;
  }

  function surrogateKeysFor(entry: CacheEntry): string[] | undefined {
    const known = surrogateKeys.get(entry) ?? { keys: surrogateKeysOf(entry.tags, entry.operation) };
    surrogateKeys.set(entry, known);
    return known.keys;
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
      reply.header('content-type', contentType);
      if (requested.isCacheableUrl) {
        const { body, isPrivate } = entry;
        const isKnown = addCdnHeaders(request, reply, {
          policy: { isPrivate, maxAgeSeconds: (entry.freshUntilMs - Date.now()) / 1_000 },
          surrogateKeys: () => surrogateKeysFor(entry),
          entityTag: () => entityTagFor(entry, contentType),
        });
        return isKnown ? reply.code(304).send() : reply.send(body);
      }
      reply.header('cache-control', 'private, no-store');
      if (request.method === 'GET') {
        const entityTag = entityTagFor(entry, contentType);
        reply.header('etag', entityTag);
        if (matchesEntityTag(request.headers['if-none-match'], entityTag)) return reply.code(304).send();
      }
      return reply.send(entry.body);
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
