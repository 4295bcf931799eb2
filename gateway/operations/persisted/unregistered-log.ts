import { LRUCache } from 'lru-cache';
import type { Logger } from '../../../lib/log.ts';
import { sha256Hex } from '../../../lib/sha256-hex.ts';
import { createQuota } from '../../auth/quota.ts';

/** Notes an operation that a client in mode `log` has not registered. */
export type NoteUnregistered = (client: string, text: string) => void;

const MAX_REMEMBERED_BYTES = 8 * 1_048_576;
const ENTRY_BYTES = 200;
const MAX_LINES_PER_MINUTE = 60;

/**
 * Logs each client's text once, by its hash: a text may hold what nobody should read in a log. However many texts come,
 * there are 60 lines a minute, and the rest are logged when they come again.
 */
export function createUnregisteredLog(logger: Logger): NoteUnregistered {
  const logged = new LRUCache<string, true>({
    maxSize: MAX_REMEMBERED_BYTES,
    sizeCalculation: (_logged, key) => 2 * key.length + ENTRY_BYTES,
  });
  const takeLine = createQuota({ max: MAX_LINES_PER_MINUTE, windowMs: 60_000, maxHolders: 1 });
  return (client, text) => {
    const key = `${client} ${text}`;
    if (logged.has(key) || !takeLine('all')) return;
    logged.set(key, true);
    logger.warn({ client, sha256: sha256Hex(text) }, 'an operation is not registered');
  };
}
