/** A timer of one second may fire a moment early. */
const LIMIT_MS = 1_000 - 2;
const LIMIT_BYTES = 8 * 1_024 * 1_024;

export interface LagClock {
  /** What the primary had written when it was asked at that time of a monotonic clock. */
  recordPrimary(lsn: number, atMs: number): void;
  /** Whether a replica that has replayed up to `lsn` is more than 1 s or 8 MB behind. */
  isBehind(lsn: number, atMs: number): boolean;
  /** Another primary: what the last one had written says nothing of it. */
  restart(): void;
}

/**
 * Tells lag from what the primary had written at each look: a replica that lacks what was there a second ago lags, and
 * one that has it does not, however long nothing was written.
 */
export function createLagClock(): LagClock {
  /** Oldest first; the first is the last one of at least the limit's age. */
  let looks: { readonly lsn: number; readonly atMs: number }[] = [];
  return {
    recordPrimary(lsn, atMs) {
      looks.push({ lsn, atMs });
      const newestOfAge = looks.findLastIndex((look) => atMs - look.atMs >= LIMIT_MS);
      if (newestOfAge > 0) looks = looks.slice(newestOfAge);
    },
    isBehind(lsn, atMs) {
      const [oldest] = looks;
      const latest = looks.at(-1);
      if (!oldest || !latest) return false;
      return latest.lsn - lsn > LIMIT_BYTES || (atMs - oldest.atMs >= LIMIT_MS && lsn < oldest.lsn);
    },
    restart() {
      looks = [];
    },
  };
}
