import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Identity } from '../../lib/identity.ts';
import type { ScopeOf } from '../auth/identity-scope.ts';
import type { OperationEffects } from '../execution/operation-effects.ts';
import { isFresh } from './cache-entry.ts';
import type { CacheEntry } from './cache-entry.ts';
import type { Beginning, CacheStore } from './cache-store.ts';

/** What a client asks, before anything of it is parsed. */
export interface AskedOperation {
  readonly text: string;
  readonly operationName: string | undefined;
  /** JSON, the same for equal variables. */
  readonly variables: string;
}

/** An answer that was made for this request, with what the subgraphs said of it. */
export interface MadeAnswer {
  readonly status: number;
  /** Undefined when it comes in parts. */
  readonly body: string | undefined;
  readonly effects: OperationEffects;
}

/** Whether an answer is all there, with nothing but data in it. */
export function isWhole<Made extends Pick<MadeAnswer, 'status' | 'body'>>(
  made: Made,
): made is Made & { readonly body: string } {
  return made.status === 200 && made.body?.startsWith(ANSWERED_WITHOUT_ERRORS) === true;
}

/** The name of an operation that its request does not name. */
export function operationNameIn(text: string): string | undefined {
  const name = NAMED_OPERATION.exec(text)?.[1];
  // A copy: a part of a string keeps the whole of it in memory, for as long as an answer is kept under the name.
  return name === undefined ? undefined : Buffer.from(name).toString();
}

/** What an answer came from, and why. */
export interface CacheOutcome {
  readonly result: 'hit' | 'miss' | 'stale' | 'bypass';
  readonly reason: string;
}

export type CachedAnswer<Made> = CacheOutcome & ({ readonly entry: CacheEntry } | { readonly made: Made });

export interface Makers<Made> {
  /** Makes the answer for the client that waits, and ends with it. */
  readonly make: () => Promise<Made>;
  /** Makes an answer that others may be given too, and ends with the operation's time only. */
  readonly makeForAll: () => Promise<Made>;
}

export interface ResponseCache {
  /** A fresh answer from this process's memory, which is most of them. */
  peek(asked: AskedOperation, identity: Identity): CacheEntry | undefined;
  answer<Made extends MadeAnswer>(
    asked: AskedOperation,
    identity: Identity,
    makers: Makers<Made>,
  ): Promise<CachedAnswer<Made>>;
  /** Of a schema or rule set: what was answered under another one is not used. */
  setVersion(version: string): void;
}

export interface ResponseCacheOptions {
  readonly store: CacheStore;
  /** Divides private answers. */
  readonly scopeOf: ScopeOf;
  readonly staleWhileRevalidateSeconds: number;
  readonly staleIfErrorSeconds: number;
}

/** What answers to an operation have turned out to be. */
type Kind = 'public' | 'private' | 'never';

interface Operation {
  readonly digest: string;
  readonly name: string;
  kind: Kind | undefined;
}

interface Keys {
  readonly shared: string;
  /** Undefined for whoever is nobody. */
  readonly own: string | undefined;
}

interface Looked {
  readonly operation: Operation;
  readonly keys: Keys;
  readonly identity: Identity;
  readonly beginning: Beginning;
}

/** An answer, unless another gateway made it, and its entry, unless it may not be kept. */
interface Kept<Made> {
  readonly made: Made | undefined;
  readonly entry: CacheEntry | undefined;
}

/** Of what is remembered of operations: anybody may send texts. */
const MAX_OPERATIONS_BYTES = 8 * 1_048_576;
const OPERATION_BYTES = 300;
const MAX_VARIABLES_IN_KEY = 200;
/** How long the others wait for a gateway that makes an answer and is heard of no more. */
const CLAIM_MS = 2_000;
const CLAIM_POLL_MS = 20;
/** How the text of an answer begins when there is nothing but data in it. */
const ANSWERED_WITHOUT_ERRORS = '{"data":';
const NAMED_OPERATION = /\b(?:query|mutation)\s+(\w+)/;

const digestOf = (text: string): string => hash('sha256', text, 'base64url');
const scopeTag = (scope: string): string => `scope:${digestOf(scope)}`;

/** The tags that are dropped after a mutation: what it says it changed, and all that is kept for its caller alone. */
export function mutatedTags(effects: OperationEffects, identity: Identity, scopeOf: ScopeOf): string[] {
  const own = identity.kind === 'anonymous' ? [] : [scopeTag(scopeOf(identity))];
  return [...new Set([...effects.changedTags, ...own])];
}

/**
 * Whole answers to queries. A public answer is kept once for all, a private one for the identity that asked, of whoever is
 * somebody. One request makes an answer while the others wait; one that has just run out is used while it is made again,
 * and one that ran out earlier where no other can be had.
 */
export function createResponseCache(options: ResponseCacheOptions): ResponseCache {
  const { store, scopeOf } = options;
  const staleWhileRevalidateMs = options.staleWhileRevalidateSeconds * 1_000;
  const staleIfErrorMs = options.staleIfErrorSeconds * 1_000;
  const operations = new LRUCache<string, Operation>({
    maxSize: MAX_OPERATIONS_BYTES,
    sizeCalculation: (_operation, key) => 2 * key.length + OPERATION_BYTES,
  });
  const underWay = new Map<string, Promise<Kept<MadeAnswer>>>();
  let version = '';

  function operationOf({ text, operationName }: AskedOperation): Operation {
    const key = operationName === undefined ? text : `${operationName}\n${text}`;
    const known = operations.get(key);
    if (known) return known;
    const name = operationName ?? operationNameIn(text) ?? 'anonymous';
    const operation = { digest: digestOf(`${version}\n${operationName ?? ''}\n${text}`), name, kind: undefined };
    operations.set(key, operation);
    return operation;
  }

  function keysOf({ digest }: Operation, { variables }: AskedOperation, identity: Identity): Keys {
    const shared = `${digest}:${variables.length > MAX_VARIABLES_IN_KEY ? digestOf(variables) : variables}`;
    return { shared, own: identity.kind === 'anonymous' ? undefined : `${shared}:${scopeOf(identity)}` };
  }

  /** Where an answer may be, as far as it is known whether answers to the operation are private. */
  function soughtKeys({ kind }: Operation, { shared, own }: Keys): string[] {
    if (kind === 'public' || own === undefined) return kind === 'private' ? [] : [shared];
    return kind === 'private' ? [own] : [shared, own];
  }

  /** The entry to keep of an answer, and what the answer teaches of its operation. */
  function entryOf(operation: Operation, made: MadeAnswer, identity: Identity): CacheEntry | undefined {
    if (!isWhole(made) || made.effects.consistencyTokens.length > 0) return undefined;
    const { body, effects } = made;
    const { policy } = effects;
    operation.kind = policy ? (policy.isPrivate ? 'private' : 'public') : 'never';
    if (!policy || (policy.isPrivate && identity.kind === 'anonymous')) return undefined;
    const storedAtMs = Date.now();
    const freshUntilMs = storedAtMs + policy.maxAgeSeconds * 1_000;
    return {
      body,
      tags: [...effects.tags(), ...(policy.isPrivate ? [scopeTag(scopeOf(identity))] : [])],
      operation: operation.name,
      isPrivate: policy.isPrivate,
      storedAtMs,
      freshUntilMs,
      keptUntilMs: freshUntilMs + Math.max(staleWhileRevalidateMs, staleIfErrorMs),
    };
  }

  async function makeAndKeep<Made extends MadeAnswer>(make: () => Promise<Made>, looked: Looked) {
    const { operation, keys, identity, beginning } = looked;
    const begunIn = version;
    const made = await make();
    const entry = entryOf(operation, made, identity);
    const key = entry?.isPrivate ? keys.own : keys.shared;
    if (entry && key !== undefined && begunIn === version) await store.put(key, entry, beginning);
    if (!entry || store.isCurrent(entry, beginning)) return { made, entry };
    // Neither who came after the invalidation nor a CDN is to have what was begun before it.
    made.effects.keepPrivate();
    return { made, entry: undefined };
  }

  /** Of all gateways, one makes the answer while the others wait for it; if nothing came of it, the next one does. */
  async function makeOnce<Made extends MadeAnswer>(
    make: () => Promise<Made>,
    key: string,
    looked: Looked,
  ): Promise<Kept<Made>> {
    for (;;) {
      const isOurs = await store.claim(key, CLAIM_MS);
      if (!isOurs) await sleep(CLAIM_POLL_MS);
      try {
        // Another gateway may have made it since it was looked for.
        const { entries, beginning } = await store.find([key]);
        if (isFresh(entries[0])) return { made: undefined, entry: entries[0] };
        if (isOurs) return await makeAndKeep(make, { ...looked, beginning });
      } finally {
        if (isOurs) void store.release(key);
      }
    }
  }

  /** One at a time of each key in this process; `isOwn` for the caller that began it. */
  function makeTogether<Made extends MadeAnswer>(make: () => Promise<Made>, key: string, looked: Looked) {
    const running = underWay.get(key) as Promise<Kept<Made>> | undefined;
    if (running) return { isOwn: false, making: running };
    const making = makeOnce(make, key, looked).finally(() => underWay.delete(key));
    underWay.set(key, making);
    return { isOwn: true, making };
  }

  return {
    peek(asked, identity) {
      const operation = operationOf(asked);
      // Also where the last answer could not be kept: one to other variables may have been.
      for (const key of soughtKeys(operation, keysOf(operation, asked, identity))) {
        const entry = store.peek(key);
        if (isFresh(entry)) return entry;
      }
      return undefined;
    },
    async answer(asked, identity, { make, makeForAll }) {
      const operation = operationOf(asked);
      const { kind } = operation;
      const keys = keysOf(operation, asked, identity);
      const sought = soughtKeys(operation, keys);
      const makeAlone = async (looked: Looked) => ({ made: (await makeAndKeep(make, looked)).made });
      if (kind === 'never' || sought.length === 0) {
        const looked = { operation, keys, identity, beginning: store.begin() };
        return { result: 'bypass', reason: kind === 'never' ? 'uncacheable' : 'private', ...(await makeAlone(looked)) };
      }
      const { entries, beginning } = await store.find(sought);
      const looked = { operation, keys, identity, beginning };
      const fresh = entries.find(isFresh);
      if (fresh) return { result: 'hit', reason: 'shared', entry: fresh };
      // Only its answer tells whether it is a query, and for whom.
      if (kind === undefined) return { result: 'miss', reason: 'first', ...(await makeAlone(looked)) };

      const now = Date.now();
      const old = entries.find((entry) => entry !== undefined && entry.keptUntilMs > now);
      const { isOwn, making } = makeTogether(makeForAll, sought[0] as string, looked);
      if (old && old.freshUntilMs + staleWhileRevalidateMs > now) {
        making.catch(() => undefined);
        return { result: 'stale', reason: 'revalidating', entry: old };
      }
      const { made, entry } = await making;
      const usable = old && store.isCurrent(old, beginning) && made?.effects.hasFailed ? old : undefined;
      if (usable) return { result: 'stale', reason: 'error', entry: usable };
      if (isOwn && made) return { result: 'miss', reason: 'absent', made };
      if (entry && (!entry.isPrivate || kind === 'private')) return { result: 'hit', reason: 'collapsed', entry };
      return { result: 'miss', reason: 'not shared', ...(await makeAlone(looked)) };
    },
    setVersion(next) {
      version = next;
      operations.clear();
    },
  };
}
