import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from './connections.ts';

export interface OpenLoopOptions {
  readonly connections: readonly Connection[];
  readonly requestsPerSecond: number;
  readonly durationMs: number;
  /** The text of the `index`-th request. */
  readonly request: (index: number) => string;
}

/**
 * Sends requests when they are due, whether or not earlier ones have been answered.
 * @returns how long each took from when it was due, waiting for a free connection included.
 * @throws Error on the first answer that is no 200.
 */
export async function runOpenLoop(options: OpenLoopOptions): Promise<number[]> {
  const { requestsPerSecond, durationMs, request } = options;
  const free = [...options.connections];
  const due: { index: number; atMs: number }[] = [];
  const latenciesMs: number[] = [];
  const failure = new AbortController();
  const startMs = performance.now();

  async function serve(connection: Connection): Promise<void> {
    for (let next = due.shift(); next; next = due.shift()) {
      await connection.ask(request(next.index));
      latenciesMs.push(performance.now() - next.atMs);
    }
    free.push(connection);
  }

  const total = Math.floor((durationMs / 1_000) * requestsPerSecond);
  for (let index = 0; latenciesMs.length < total;) {
    const elapsedMs = performance.now() - startMs;
    for (; index < total && (index / requestsPerSecond) * 1_000 <= elapsedMs; index++) {
      due.push({ index, atMs: startMs + (index / requestsPerSecond) * 1_000 });
      const connection = free.pop();
      if (connection) serve(connection).catch((error: unknown) => failure.abort(error));
    }
    await delay(1);
    failure.signal.throwIfAborted();
  }
  return latenciesMs;
}
