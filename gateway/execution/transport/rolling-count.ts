const WINDOW_MS = 10_000;
const BUCKETS = 10;
const BUCKET_MS = WINDOW_MS / BUCKETS;

export interface RollingCount {
  add(): void;
  total(): number;
}

/** Counts events of the last 10 s, to the second. `now` gives milliseconds and never runs backwards. */
export function createRollingCount(now: () => number): RollingCount {
  const counts = new Array<number>(BUCKETS).fill(0);
  let current = Math.floor(now() / BUCKET_MS);
  let total = 0;

  function forgetOld(): void {
    const next = Math.floor(now() / BUCKET_MS);
    for (const last = Math.min(next, current + BUCKETS); current < last;) {
      const slot = ++current % BUCKETS;
      total -= counts[slot] ?? 0;
      counts[slot] = 0;
    }
    current = next;
  }

  return {
    add() {
      forgetOld();
      const slot = current % BUCKETS;
      counts[slot] = (counts[slot] ?? 0) + 1;
      total++;
    },
    total() {
      forgetOld();
      return total;
    },
  };
}
