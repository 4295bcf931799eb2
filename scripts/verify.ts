import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Every check that needs no server, cheapest to fix first. The contract tests hold the drift checks. */
const CHECKS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'prettier', '--check', '.', '--log-level', 'warn'],
  ['types', 'tsc', '--noEmit'],
  ['lint', 'eslint', '.', '--cache', '--cache-location', '.cache/eslint/'],
  ['schema changes', 'node', 'scripts/check-schema.ts'],
  ['unit and contract tests, drift', 'vitest', 'run', '--project', 'unit', '--project', 'contract'],
];
const AT_ONCE = 2;
const BIN = path.join(import.meta.dirname, '../node_modules/.bin');

async function run([name, command, ...args]: (typeof CHECKS)[number]): Promise<boolean> {
  const startMs = performance.now();
  const file = command === 'node' ? process.execPath : path.join(BIN, command);
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  const output = Buffer.concat(chunks).toString();
  if (code !== 0 || output.startsWith('WARNING')) console.log(output);
  return code === 0;
}

const queue = CHECKS.values();
const workers = Array.from({ length: AT_ONCE }, async () => {
  let passed = true;
  for (const check of queue) passed = (await run(check)) && passed;
  return passed;
});
process.exitCode = (await Promise.all(workers)).every(Boolean) ? 0 : 1;
