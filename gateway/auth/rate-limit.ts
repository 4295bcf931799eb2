import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { AppError } from '../../lib/errors.ts';
import type { Identity } from '../../lib/identity.ts';
import type { Redis } from '../../lib/redis.ts';
import { holderOf } from './quota.ts';

export interface RateLimitOptions {
  /** Without it accounts are not limited. */
  readonly perAccount: number | undefined;
  /** Without it anonymous requests are not limited. */
  readonly perAnonymousAddress: number | undefined;
  /** Shared by all gateways; without it, or while it is away, each process counts for itself. */
  readonly redis: Redis | undefined;
}

/** Refused for now; `retryAfterSeconds` goes out as Retry-After. */
export class RateLimitError extends AppError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('RATE_LIMITED', `Too many requests: try again in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Counts a request. @throws RateLimitError when the minute's requests are used up. */
export type RequireCapacity = (identity: Identity, address: string) => Promise<void>;

export function createRateLimit({ perAccount, perAnonymousAddress, redis }: RateLimitOptions): RequireCapacity {
  const createLimiter = (keyPrefix: string, points: number | undefined): RateLimiterAbstract | undefined => {
    if (points === undefined) return undefined;
    const memory = new RateLimiterMemory({ keyPrefix, points, duration: 60 });
    if (!redis) return memory;
    return new RateLimiterRedis({ storeClient: redis, keyPrefix, points, duration: 60, insuranceLimiter: memory });
  };
  const accounts = createLimiter('limit:account', perAccount);
  const addresses = createLimiter('limit:address', perAnonymousAddress);

  return async (identity, address) => {
    const limiter = identity.kind === 'anonymous' ? addresses : accounts;
    try {
      await limiter?.consume(holderOf(identity, address));
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new RateLimitError(Math.max(1, Math.ceil(error.msBeforeNext / 1_000)));
      throw error;
    }
  };
}
