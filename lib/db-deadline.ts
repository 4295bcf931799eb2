/** Calls back for what runs longer than a limit, with one timer for all that run: one each would take longer to set than a read. */
export interface Deadline {
  /** Returns what ends the watch; `expire` is called at most once, and not after that. */
  watch(expire: () => void): () => void;
}

interface Watched {
  readonly startedAtMs: number;
  readonly expire: () => void;
}

export function createDeadline(limitMs: number): Deadline {
  /** In the order in which they started. */
  const running = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;

  function arm(): void {
    const [oldest] = running;
    if (!oldest || timer) return;
    timer = setTimeout(check, oldest.startedAtMs + limitMs - performance.now());
    timer.unref();
  }

  function check(): void {
    timer = undefined;
    for (const watched of running) {
      if (performance.now() - watched.startedAtMs < limitMs) break;
      running.delete(watched);
      watched.expire();
    }
    arm();
  }

  return {
    watch(expire) {
      const watched = { startedAtMs: performance.now(), expire };
      running.add(watched);
      if (!timer) arm();
      return () => void running.delete(watched);
    },
  };
}
