import { spawn } from 'node:child_process';
import path from 'node:path';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { watchOutput } from './watch-output.ts';
import type { WatchedOutput } from './watch-output.ts';

const ROOT = path.join(import.meta.dirname, '../..');

export interface GatewayProcess extends WatchedOutput {
  readonly url: string;
  /** Resolves when it listens; rejects when it ends before. */
  readonly listening: Promise<void>;
  /** Sent to npm alone, as a supervisor does. */
  signal(name: NodeJS.Signals): void;
  /** Ends npm and all it started, without a word. */
  kill(): Promise<void>;
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
  const watched = watchOutput(child, 'the gateway');
  const listening = watched.waitFor('"msg":"listening"').then(() => undefined);
  // A test that expects the end does not look at this.
  listening.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    ...watched,
    listening,
    signal: (name) => child.kill(name),
    async kill() {
      if (!watched.hasEnded()) process.kill(-(child.pid ?? 0), 'SIGKILL');
      await watched.ended;
    },
  };
}
