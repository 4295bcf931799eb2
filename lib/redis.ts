import { Redis } from 'ioredis';
import type { Logger } from './log.ts';

export type { Redis };

/** Longest that a request may wait for Redis; after it the caller goes on without. */
const COMMAND_TIMEOUT_MS = 100;
/**
 * A connection that is asked and silent for so long is replaced; until Redis greets on the new one, commands fail at once.
 * Long enough that a process which is busy for a moment does not take itself for cut off.
 */
const SILENCE_LIMIT_MS = 1_000;

/**
 * A connection that fails fast: Redis is never a dependency, so no command is queued, retried or waited for long.
 * It reconnects by itself. The caller ends it with `disconnect()`.
 */
export function createRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SILENCE_LIMIT_MS,
    connectTimeout: 1_000,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResubscribe: false,
    retryStrategy: (attempt) => Math.min(100 * attempt, 1_000),
  });
  redis.on('error', (error: Error) => logger.warn({ err: error }, 'redis is not reachable'));
  return redis;
}
