import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePorts } from '../../lib/cluster/free-port.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** An environment in which `npm start` uses this directory and ports of its own. */
export async function startEnvironment(directory: string): Promise<Record<string, string>> {
  const [gateway, ...ports] = await findFreePorts(5);
  const subgraphs = ['user', 'registry', 'valuation', 'ai'].map(
    (name, i) =>
      `  ${name}:\n    routing_url: http://127.0.0.1:${ports[i]}/graphql\n    schema: { file: ./${name}.graphql }\n`,
  );
  const config = path.join(directory, 'supergraph.yaml');
  await writeFile(config, `federation_version: =2.14.4\nsubgraphs:\n${subgraphs.join('')}`);
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    DATA_DIRECTORY: path.join(directory, 'data'),
    SUPERGRAPH_CONFIG: config,
    PORT: String(gateway),
  };
}

export interface StartCommand {
  readonly pid: number;
  /** Both streams, as a person sees them. */
  output(): string;
  /** Resolves with the output when it holds the text; rejects when the command ends before. */
  waitFor(text: string): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Runs what `npm start` runs, or `npm run cdn`. */
export function runStartCommand(env: Record<string, string>, script = 'scripts/start.ts'): StartCommand {
  const child = spawn(process.execPath, [path.join(ROOT, script)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let hasEnded = false;
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true;
    return code as number | null;
  });
  return {
    pid: child.pid ?? 0,
    output: () => text,
    async waitFor(wanted) {
      while (!text.includes(wanted)) {
        if (hasEnded) throw new Error(`npm start ended before it said "${wanted}":\n${text}`);
        await sleep(50);
      }
      return text;
    },
    signal: (name) => child.kill(name),
    ended,
  };
}

/** Ids of the processes whose command line or environment names the directory. */
export async function processesOf(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const texts = await Promise.all(
        ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      return texts.some((text) => text.includes(directory)) && Number(pid) !== process.pid ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
