import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePorts } from '../../lib/cluster/free-port.ts';

/** A defect: the text of a file, from the root of the repository, as somebody might have written it instead. */
export interface SourceChange {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface ChangedService {
  readonly url: string;
  stop(): Promise<void>;
}

const PRELOAD = fileURLToPath(new URL('change-sources.ts', import.meta.url));

const START_LIMIT_MS = 30_000;

/** Runs a subgraph's main.ts in a process of its own, with changes to its sources that no file holds. */
export async function startChangedSubgraph(
  name: string,
  env: Readonly<Record<string, string>>,
  changes: readonly SourceChange[],
): Promise<ChangedService> {
  const [port] = await findFreePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--import', PRELOAD, `subgraphs/${name}/main.ts`], {
    env: { ...env, PORT: String(port), SOURCE_CHANGES: JSON.stringify(changes) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  const giveUpAtMs = performance.now() + START_LIMIT_MS;
  while (
    !(await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`The ${name} subgraph did not start.`);
    if (performance.now() > giveUpAtMs) {
      await stop();
      throw new Error(`The ${name} subgraph is not ready after ${START_LIMIT_MS} ms.`);
    }
    await sleep(50);
  }
  return { url, stop };
}
