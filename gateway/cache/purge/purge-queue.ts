import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Logger } from '../../../lib/log.ts';
import { EVERY_ANSWER, keysToPurge } from '../surrogate-keys.ts';
import { CdnRefusal } from './cdn-api.ts';
import type { CdnApi } from './cdn-api.ts';

/** Drops answers from the CDN. */
export interface Purge {
  /**
   * Resolves when the CDN has dropped every answer with one of the tags, and at the latest after 50 ms; the purge then
   * goes on behind. Never rejects: what fails is tried again and logged.
   */
  purge(tags: readonly string[]): Promise<void>;
  /** Sends what is left, for a moment at most. */
  close(): Promise<void>;
}

export interface PurgeQueueOptions {
  readonly api: CdnApi;
  /** After this long keys are purged once more; longer than an operation may take. */
  readonly repeatAfterMs: number;
  readonly logger: Logger;
  /** Told of each call. */
  readonly onCall?: (outcome: 'done' | 'failed') => void;
  /** Rejects when aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Collects the keys of mutations that end at the same time. */
export const BATCH_WINDOW_MS = 3;
/** Longest that a mutation waits for the CDN. */
export const LONGEST_WAIT_MS = 50;
const CALL_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 30_000;
/** Above it, everything is purged in place of each key. */
export const MOST_PENDING_KEYS = 10_000;

interface Waiting {
  keys: Set<string>;
  readonly resolve: () => void;
}

/** Purges in batches, one call at a time, until the CDN has taken every key. */
export function createPurgeQueue(options: PurgeQueueOptions): Purge {
  const { api, repeatAfterMs, logger, onCall } = options;
  const sleep = options.sleep ?? ((ms, signal) => sleepFor(ms, undefined, { signal, ref: false }));
  const closing = new AbortController();
  /** Keys to purge, and whether once more afterwards. */
  const pending = new Map<string, boolean>();
  const waiting = new Set<Waiting>();
  let keysToRepeat = 0;
  let work: Promise<void> | undefined;

  function enqueue(keys: Iterable<readonly [key: string, isRepeated: boolean]>): void {
    for (const [key, isRepeated] of keys) pending.set(key, isRepeated || pending.get(key) === true);
    if (pending.size > MOST_PENDING_KEYS) {
      pending.clear();
      pending.set(EVERY_ANSWER, true);
      for (const each of waiting) each.keys = new Set([EVERY_ANSWER]);
    }
    work ??= drain();
  }

  function takeBatch(): Map<string, boolean> {
    const batch = new Map<string, boolean>();
    let bytes = 0;
    for (const [key, isRepeated] of pending) {
      bytes += key.length + 1;
      if (batch.size === api.mostKeys || bytes > api.mostKeysBytes) break;
      batch.set(key, isRepeated);
      pending.delete(key);
    }
    return batch;
  }

  function settle(keys: Iterable<string>): void {
    for (const key of keys) for (const { keys: awaited } of waiting) awaited.delete(key);
    for (const each of waiting)
      if (each.keys.size === 0) {
        waiting.delete(each);
        each.resolve();
      }
  }

  /** An answer that was on its way to the CDN during the purge may have been stored after it. */
  async function repeatLater(keys: readonly string[]): Promise<void> {
    const repeated = keysToRepeat + keys.length > MOST_PENDING_KEYS ? [EVERY_ANSWER] : keys;
    keysToRepeat += repeated.length;
    await sleep(repeatAfterMs, closing.signal).then(
      () => enqueue(repeated.map((key) => [key, false])),
      () => undefined,
    );
    keysToRepeat -= repeated.length;
  }

  /** @returns how long to wait before the next call. */
  async function callOnce(failures: number): Promise<number> {
    const batch = takeBatch();
    const keys = [...batch.keys()];
    try {
      await api.purge(keys, AbortSignal.any([closing.signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]));
    } catch (error) {
      onCall?.('failed');
      if (error instanceof CdnRefusal && error.isFinal) {
        logger.error(
          { err: error, keys: keys.length },
          'the CDN refused a purge: it may send old answers for their time',
        );
        settle(keys);
        return 0;
      }
      enqueue(batch);
      if (closing.signal.aborted) return 0;
      const backoffMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failures);
      const waitMs = (error instanceof CdnRefusal && error.retryAfterMs) || backoffMs;
      logger.warn({ err: error, keys: pending.size, waitMs }, 'a purge failed and is tried again');
      return waitMs;
    }
    onCall?.('done');
    settle(keys);
    const toRepeat = keys.filter((key) => batch.get(key));
    if (toRepeat.length > 0) void repeatLater(toRepeat);
    return 0;
  }

  async function drain(): Promise<void> {
    let failures = 0;
    await sleep(BATCH_WINDOW_MS, closing.signal).catch(() => undefined);
    while (pending.size > 0 && !closing.signal.aborted) {
      const waitMs = await callOnce(failures);
      failures = waitMs > 0 ? failures + 1 : 0;
      if (waitMs > 0) await sleep(waitMs, closing.signal).catch(() => undefined);
    }
    // At once, so that no key comes in between and is left lying.
    work = undefined;
  }

  return {
    async purge(tags) {
      const keys = keysToPurge(tags);
      if (keys.length === 0 || closing.signal.aborted) return;
      const enough = new AbortController();
      const done = new Promise<void>((resolve) => {
        const entry = { keys: new Set(keys), resolve };
        waiting.add(entry);
        enough.signal.addEventListener('abort', () => waiting.delete(entry));
      });
      enqueue(keys.map((key) => [key, true]));
      await Promise.race([done, sleep(LONGEST_WAIT_MS, enough.signal).catch(() => undefined)]);
      enough.abort();
    },
    async close() {
      const timeout = new AbortController();
      await Promise.race([work, sleep(CLOSE_TIMEOUT_MS, timeout.signal).catch(() => undefined)]);
      timeout.abort();
      closing.abort();
      await work;
      if (pending.size > 0)
        logger.error(
          { keys: pending.size },
          'the CDN took no purge before the end: it may send old answers for their time',
        );
    },
  };
}
