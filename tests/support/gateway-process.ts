import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePorts } from '../../lib/cluster/free-port.ts';

const ROOT = path.join(import.meta.dirname, '../..');

export interface GatewayProcess {
  readonly url: string;
  /** Both streams, as a person sees them. */
  output(): string;
  /** Resolves when it listens; rejects when it ends before. */
  readonly listening: Promise<void>;
  /** Sent to npm alone, as a supervisor does. */
  signal(name: NodeJS.Signals): void;
  /** Ends npm and all it started, without a word. */
  kill(): Promise<void>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** `SUPERGRAPH=<file> npm run gateway` on a free port, with nothing else of the platform set. */
export async function runGateway(supergraph: string, env: Record<string, string> = {}): Promise<GatewayProcess> {
  const [port = 0] = await findFreePorts(1);
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('npm', ['run', '--silent', 'gateway'], {
    cwd: ROOT,
    env: { PATH, HOME, SUPERGRAPH: supergraph, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  let hasEnded = false;
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true;
    return code as number | null;
  });
  async function untilListening(): Promise<void> {
    while (!text.includes('"msg":"listening"')) {
      if (hasEnded) throw new Error(`the gateway ended before it listened:\n${text}`);
      await sleep(20);
    }
  }
  const listening = untilListening();
  // A test that expects the end does not look at this.
  listening.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => text,
    listening,
    signal: (name) => child.kill(name),
    async kill() {
      if (!hasEnded) process.kill(-(child.pid ?? 0), 'SIGKILL');
      await ended;
    },
    ended,
  };
}
