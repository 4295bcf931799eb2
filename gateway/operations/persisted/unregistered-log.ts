import { LRUCache } from 'lru-cache';
import type { Logger } from '../../../lib/log.ts';
import { sha256Hex } from './automatic-operations.ts';

/** Notes an operation that a client in mode `log` has not registered. */
export type NoteUnregistered = (client: string, text: string) => void;

const MAX_REMEMBERED = 10_000;
const MAX_LINES_PER_MINUTE = 60;

/**
 * Logs each client's text once, by its hash: a text may hold what nobody should read in a log. However many texts come,
 * there are 60 lines a minute, and the rest are logged when they come again.
 */
export function createUnregisteredLog(logger: Logger): NoteUnregistered {
  const logged = new LRUCache<string, true>({ max: MAX_REMEMBERED });
  const minute = new LRUCache<'lines', { count: number }>({ max: 1, ttl: 60_000 });
  return (client, text) => {
    const key = `${client} ${text}`;
    if (logged.has(key)) return;
    const lines = minute.get('lines') ?? { count: 0 };
    if (lines.count === 0) minute.set('lines', lines);
    if (++lines.count > MAX_LINES_PER_MINUTE) return;
    logged.set(key, true);
    logger.warn({ client, sha256: sha256Hex(text) }, 'an operation is not registered');
  };
}
