import { LRUCache } from 'lru-cache';
import { AppError } from '../../lib/errors.ts';
import type { Identity } from '../../lib/identity.ts';
import type { Redis } from '../../lib/redis.ts';
import { holderOf } from './quota.ts';
import { createSharedCounts } from './shared-counts.ts';
import type { CountWindow } from './shared-counts.ts';

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

/**
 * Counts a request. At once, unless the other gateways' counts have to be known first.
 * @throws RateLimitError when the minute's requests are used up, or rejects with it.
 */
export type RequireCapacity = (identity: Identity, address: string) => Promise<void> | undefined;

const MINUTE_MS = 60_000;
const MAX_HOLDERS = 50_000;
/** Up to this share of a limit nobody waits to hear what other gateways have counted. */
const UNCHECKED_SHARE = 0.5;

export function createRateLimit({ perAccount, perAnonymousAddress, redis }: RateLimitOptions): RequireCapacity {
  const share = redis && createSharedCounts(redis, MINUTE_MS);

  function createLimit(prefix: string, most: number | undefined) {
    if (most === undefined) return undefined;
    const windows = new LRUCache<string, CountWindow>({ max: MAX_HOLDERS });
    return (holder: string): Promise<void> | undefined => {
      const now = Date.now();
      let window = windows.get(holder);
      if (!window || window.endsAtMs <= now) windows.set(holder, (window = { count: 0, endsAtMs: now + MINUTE_MS }));
      const { endsAtMs } = window;
      const requireRoom = (count: number): void => {
        if (count > most) throw new RateLimitError(Math.max(1, Math.ceil((endsAtMs - now) / 1_000)));
      };
      const isUnchecked = ++window.count <= most * UNCHECKED_SHARE;
      requireRoom(window.count);
      const shared = share?.(`${prefix}:${holder}`, window);
      return isUnchecked ? undefined : shared?.then(requireRoom);
    };
  }
  const ofAccount = createLimit('limit:account', perAccount);
  const ofAddress = createLimit('limit:address', perAnonymousAddress);

  return (identity, address) => {
    const limit = identity.kind === 'anonymous' ? ofAddress : ofAccount;
    return limit?.(holderOf(identity, address));
  };
}
