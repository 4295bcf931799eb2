/** Something kept, in memory or in Redis. Times are in milliseconds since the epoch. */
export interface CacheEntry {
  /** JSON text. */
  readonly body: string;
  /** What it depends on, such as `Company:BE0403170701`. */
  readonly tags: readonly string[];
  /** The operation that a whole answer is of. */
  readonly operation?: string;
  readonly isPrivate: boolean;
  readonly storedAtMs: number;
  readonly freshUntilMs: number;
  /** Until then it may be used while a fresh one is made, or when none can be had. */
  readonly keptUntilMs: number;
}

export function isFresh(entry: CacheEntry | undefined): entry is CacheEntry {
  return entry !== undefined && entry.freshUntilMs > Date.now();
}
