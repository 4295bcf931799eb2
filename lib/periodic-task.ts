import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './log.ts';
import type { SubgraphServer } from './subgraph-server.ts';

export interface PeriodicTask {
  readonly name: string;
  /** Between the end of a run and the start of the next. */
  readonly intervalMs: number;
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** Runs something again and again until the signal aborts. A failed run is logged, and the next one comes all the same. */
async function repeat({ name, intervalMs, run }: PeriodicTask, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await run(signal);
    } catch (error) {
      if (!signal.aborted) logger.warn({ err: error, task: name }, 'a background task failed: it runs again later');
    }
    await sleep(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** The server with tasks that run from `listen` to `close`, which aborts those under way and waits for their end. */
export function withPeriodicTasks(
  server: SubgraphServer,
  tasks: readonly PeriodicTask[],
  logger: Logger,
): SubgraphServer {
  const stopping = new AbortController();
  let running: readonly Promise<void>[] = [];
  return {
    listen: async () => {
      const url = await server.listen();
      running = tasks.map((task) => repeat(task, logger, stopping.signal));
      return url;
    },
    close: async () => {
      stopping.abort();
      await Promise.all([server.close(), ...running]);
    },
  };
}
