import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../lib/log.ts';

export interface PeriodicTask {
  /** Aborts the run under way and resolves when it has ended. */
  stop(): Promise<void>;
}

export interface PeriodicTaskOptions {
  readonly name: string;
  /** Between the end of a run and the start of the next. */
  readonly intervalMs: number;
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly logger: Logger;
}

/** Runs something again and again until it is stopped. A failed run is logged, and the next one comes all the same. */
export function startPeriodicTask({ name, intervalMs, run, logger }: PeriodicTaskOptions): PeriodicTask {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await run(signal);
      } catch (error) {
        if (!signal.aborted) logger.warn({ err: error, task: name }, 'a background task failed: it runs again later');
      }
      await sleep(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  const ended = loop();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
