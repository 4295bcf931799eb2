import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WatchedOutput {
  /** Both streams, as a person sees them. */
  output(): string;
  /** Resolves with the output when it holds the text; rejects when the process ends before. */
  waitFor(text: string): Promise<string>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  hasEnded(): boolean;
}

const LOOK_INTERVAL_MS = 20;

/** @param name of what runs, for the message. */
export function watchOutput(child: ChildProcessByStdio<null, Readable, Readable>, name: string): WatchedOutput {
  let text = '';
  let hasEnded = false;
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true;
    return code as number | null;
  });
  return {
    output: () => text,
    async waitFor(wanted) {
      while (!text.includes(wanted)) {
        if (hasEnded) throw new Error(`${name} ended before it said "${wanted}":\n${text}`);
        await sleep(LOOK_INTERVAL_MS);
      }
      return text;
    },
    ended,
    hasEnded: () => hasEnded,
  };
}
