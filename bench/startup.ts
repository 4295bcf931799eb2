import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';

/** How long `npm start` takes until the platform is ready: on an empty data directory (cold) and on a used one (warm). */
const WARM_STARTS = 3;
const LIMIT_MS = 60_000;

async function secondsUntilReady(directory: string): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, ['scripts/start.ts'], {
    env: { ...process.env, DATA_DIRECTORY: path.join(directory, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
  });
  const ended = once(child, 'close');
  let output = '';
  const seconds = await new Promise<number | undefined>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C stops everything.')) resolve((performance.now() - startMs) / 1_000);
    });
    void ended.then(() => resolve(undefined));
  });
  child.kill('SIGTERM');
  await ended;
  if (seconds === undefined) throw new Error(`the platform did not become ready:\n${output}`);
  return seconds;
}

const directory = await mkdtemp(path.join(tmpdir(), 'startup-'));
await chmod(directory, 0o711);
try {
  console.log(`${availableParallelism()} cores, ${cpus()[0]?.model}, Node ${process.version}`);
  console.log(`cold  ${(await secondsUntilReady(directory)).toFixed(1)} s`);
  for (let i = 0; i < WARM_STARTS; i++) console.log(`warm  ${(await secondsUntilReady(directory)).toFixed(1)} s`);
} finally {
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
