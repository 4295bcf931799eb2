import { LRUCache } from 'lru-cache';
import type { Redis } from '../../../lib/redis.ts';
import { sha256Hex } from '../../../lib/sha256-hex.ts';
import { createQuota } from '../../auth/quota.ts';

export interface AutomaticOperations {
  /** The text with that SHA-256, at once when this process has it. */
  find(hash: string): string | undefined | Promise<string | undefined>;
  /**
   * Keeps a text that has been found valid, here and for the other gateways. Whoever registers more than 120 texts in a
   * minute has the rest answered without being kept.
   */
  register(hash: string, text: string, registrant: string): void;
}

const SHA256_HEX = /^[0-9a-f]{64}$/;
/** Longer texts are answered, but not kept. */
const MAX_TEXT_LENGTH = 16_384;
const MAX_BYTES = 16 * 1_048_576;
const ENTRY_BYTES = 300;

/** Hexadecimal digits of a hash that choose its slot: at most 4,096 keys in Redis, whatever is registered. */
const SLOT_DIGITS = 3;
const TTL_SECONDS = 24 * 60 * 60;

const REGISTRATIONS_PER_MINUTE = 120;
const MAX_REGISTRANTS = 20_000;

/**
 * Automatic persisted queries: texts by their SHA-256, least recently used first out of a bounded number of bytes in this
 * process, and in Redis where there is one. Redis may be away, and may hold anything.
 */
export function createAutomaticOperations(redis: Redis | undefined): AutomaticOperations {
  const texts = new LRUCache<string, string>({
    maxSize: MAX_BYTES,
    sizeCalculation: (text) => 2 * text.length + ENTRY_BYTES,
  });
  const takeRegistration = createQuota({
    max: REGISTRATIONS_PER_MINUTE,
    windowMs: 60_000,
    maxHolders: MAX_REGISTRANTS,
  });
  const slotOf = (hash: string): string => `apq:${hash.slice(0, SLOT_DIGITS)}`;

  async function findShared(shared: Redis, hash: string): Promise<string | undefined> {
    const text = await shared.get(slotOf(hash)).catch(() => null);
    // Another text has the slot, or somebody who can write to Redis wants one run in place of this.
    if (text === null || sha256Hex(text) !== hash) return undefined;
    texts.set(hash, text);
    return text;
  }

  return {
    find(hash) {
      const text = texts.get(hash);
      if (text !== undefined || !redis || !SHA256_HEX.test(hash)) return text;
      return findShared(redis, hash);
    },
    register(hash, text, registrant) {
      if (text.length > MAX_TEXT_LENGTH || texts.has(hash) || !takeRegistration(registrant)) return;
      texts.set(hash, text);
      // A gateway that does not find it there asks the client for it.
      redis?.set(slotOf(hash), text, 'EX', TTL_SECONDS).catch(() => undefined);
    },
  };
}
