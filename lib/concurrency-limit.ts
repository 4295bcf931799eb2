/** Runs `work` as soon as fewer than the limit run. @throws what `createRefusal` makes, after waiting too long. */
export type LimitConcurrency = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** At most `limit` at once; the rest wait their turn, each for at most `maxWaitMs`. */
export function createConcurrencyLimit(limit: number, maxWaitMs: number, createRefusal: () => Error): LimitConcurrency {
  const waiting = new Set<() => void>();
  let running = 0;

  const takeTurn = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        clearTimeout(timer);
        waiting.delete(start);
        running++;
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(start);
        reject(createRefusal());
      }, maxWaitMs);
      waiting.add(start);
    });

  return async (work) => {
    if (running < limit) running++;
    else await takeTurn();
    try {
      return await work();
    } finally {
      running--;
      const [next] = waiting;
      next?.();
    }
  };
}
