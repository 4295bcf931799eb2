import { LRUCache } from 'lru-cache';
import { actorOf } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import { networkOf } from './network-of.ts';

export interface QuotaOptions {
  /** How much a holder may take in each window. */
  readonly max: number;
  readonly windowMs: number;
  /** How many are remembered; with more, whoever took longest ago begins anew. */
  readonly maxHolders: number;
}

/** Takes one for the holder, in this process; false when none is left in the window, which begins with its first. */
export type TakeFromQuota = (holder: string) => boolean;

export function createQuota({ max, windowMs, maxHolders }: QuotaOptions): TakeFromQuota {
  const windows = new LRUCache<string, { taken: number }>({ max: maxHolders, ttl: windowMs });
  return (holder) => {
    const window = windows.get(holder) ?? { taken: 0 };
    if (window.taken === 0) windows.set(holder, window);
    return ++window.taken <= max;
  };
}

/** Whose use is counted together: an account's, or a network address's where there is no account. */
export function holderOf(identity: Identity, address: string): string {
  return identity.kind === 'anonymous' ? networkOf(address) : actorOf(identity);
}
