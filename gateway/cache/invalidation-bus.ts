import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EVERYTHING } from '../../lib/answer-tags.ts';
import { INVALIDATION_CHANNEL, invalidationMessage, storeInvalidation } from '../../lib/cache-invalidation.ts';
import type { InvalidationMessage } from '../../lib/cache-invalidation.ts';
import type { Logger } from '../../lib/log.ts';
import type { Redis } from '../../lib/redis.ts';

/** How gateways tell one another what is no longer true. */
export interface InvalidationBus {
  /** Resolves when Redis and every gateway that listens have dropped the tags, or after 500 ms. Never rejects. */
  publish(tags: readonly string[]): Promise<void>;
  /** Whether this gateway hears of every invalidation, and Redis knows of all of its own. */
  readonly isLive: boolean;
  /** Whether Redis can be asked now. */
  readonly canAsk: boolean;
  /** Redis was asked and did not answer: it is left alone until it answers again. */
  suspect(): void;
  close(): void;
}

export interface InvalidationBusOptions {
  readonly redis: Redis;
  /** Drops what this process holds. */
  readonly onInvalidated: (tags: readonly string[]) => void;
  /** Told besides of what a program that is no gateway has changed, such as an import. */
  readonly onAnnounced: (tags: readonly string[]) => void;
  /** Invalidations may be missed from now on. */
  readonly onLost: () => void;
  /** Nothing is missed from now on; until it resolves, the bus is not live. */
  readonly onRecovered: () => Promise<void>;
  readonly logger: Logger;
}

const ACKNOWLEDGEMENT_LIMIT_MS = 500;
/** Finds a connection that is dead without a word, and tries again what failed. */
const HEARTBEAT_MS = 1_000;
/** How often Redis is asked whether it is there again. */
const PROBE_MS = 100;
const MAX_PENDING = 1_000;

/** What cannot be read may have been any invalidation. */
function messageOf(text: string): InvalidationMessage {
  try {
    return invalidationMessage.parse(JSON.parse(text));
  } catch {
    return { id: 0, replyTo: '', tags: [EVERYTHING], isStored: true };
  }
}

export function createInvalidationBus(options: InvalidationBusOptions): InvalidationBus {
  const { redis, onInvalidated, onAnnounced, onLost, onRecovered, logger } = options;
  const replyTo = `cache:acknowledgements:${randomUUID()}`;
  const waiting = new Map<number, () => void>();
  /** Invalidated, and not known to Redis yet. */
  let pending = new Set<string>();
  let isListening = false;
  let recovering: Promise<void> | undefined;
  let lastId = 0;
  let probing: NodeJS.Timeout | undefined;

  const stopProbing = (): void => {
    clearInterval(probing);
    probing = undefined;
  };

  const keepPending = (tags: readonly string[]): void => {
    for (const tag of tags) pending.add(tag);
    if (pending.size > MAX_PENDING) pending = new Set([EVERYTHING]);
  };

  function receive(channel: string, text: string): void {
    if (channel === replyTo) return waiting.get(Number(text))?.();
    const { id, replyTo: sender, tags, isStored } = messageOf(text);
    if (sender === replyTo) return;
    onInvalidated(tags);
    if (!isStored) keepPending(tags);
    if (sender === '') onAnnounced(tags);
    else redis.publish(sender, String(id)).catch(() => undefined);
  }

  /** Waits until all that were told have answered, this process excepted. */
  async function tell(id: number, send: () => Promise<number>): Promise<void> {
    let acknowledged = 0;
    let others = Infinity;
    const done = Promise.withResolvers<void>();
    const check = (): void => {
      if (acknowledged >= others) done.resolve();
    };
    waiting.set(id, () => {
      acknowledged++;
      check();
    });
    try {
      others = (await send()) - 1;
      check();
      const timeout = new AbortController();
      await Promise.race([
        done.promise,
        sleep(ACKNOWLEDGEMENT_LIMIT_MS, undefined, { signal: timeout.signal }).catch(() => undefined),
      ]);
      timeout.abort();
    } finally {
      waiting.delete(id);
    }
  }

  /** Comes back to hearing everything, then brings Redis what it has missed. */
  async function recover(): Promise<void> {
    const wasListening = isListening;
    if (!wasListening) await redis.subscribe(INVALIDATION_CHANNEL, replyTo);
    if (pending.size > 0) {
      const tags = [...pending];
      await storeInvalidation(redis, { id: ++lastId, replyTo: '', tags });
      for (const tag of tags) pending.delete(tag);
    }
    if (!wasListening) await onRecovered();
    isListening = true;
  }
  const tryToRecover = (): void => {
    if (redis.status !== 'ready') return;
    recovering ??= recover()
      .catch((error: unknown) => logger.debug({ err: error }, 'the cache cannot use redis yet'))
      .finally(() => (recovering = undefined));
  };

  const lose = (): void => {
    if (!isListening) return;
    isListening = false;
    onLost();
  };
  const heartbeat = setInterval(() => {
    redis.ping().catch(() => undefined);
    if (!isListening || pending.size > 0) tryToRecover();
  }, HEARTBEAT_MS).unref();
  redis.on('message', receive);
  redis.on('ready', tryToRecover);
  redis.on('close', lose);
  tryToRecover();

  return {
    get isLive() {
      return isListening && pending.size === 0;
    },
    get canAsk() {
      return isListening && pending.size === 0 && probing === undefined;
    },
    suspect() {
      probing ??= setInterval(() => void redis.ping().then(stopProbing, () => undefined), PROBE_MS).unref();
    },
    async publish(tags) {
      const id = ++lastId;
      try {
        await tell(id, () => storeInvalidation(redis, { id, replyTo, tags: [...tags] }));
      } catch (error) {
        logger.warn({ err: error, tags }, 'redis does not know of an invalidation yet');
        keepPending(tags);
        const message: InvalidationMessage = { id, replyTo, tags: [...tags], isStored: false };
        await tell(id, () => redis.publish(INVALIDATION_CHANNEL, JSON.stringify(message))).catch(() => undefined);
      }
    },
    close() {
      clearInterval(heartbeat);
      stopProbing();
      redis.off('message', receive).off('ready', tryToRecover).off('close', lose);
    },
  };
}
