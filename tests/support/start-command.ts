import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { watchOutput } from './watch-output.ts';
import type { WatchedOutput } from './watch-output.ts';

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

export interface StartCommand extends WatchedOutput {
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
}

/** Runs what `npm start` runs, or `npm run cdn`. */
export function runStartCommand(env: Record<string, string>, script = 'scripts/start.ts'): StartCommand {
  const child = spawn(process.execPath, [path.join(ROOT, script)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    pid: child.pid ?? 0,
    ...watchOutput(child, 'the command'),
    signal: (name) => child.kill(name),
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
