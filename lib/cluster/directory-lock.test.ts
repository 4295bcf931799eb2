import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDirectory } from './directory-lock.ts';
import { StartupError } from './startup-error.ts';

const RIVALS = 4;
const DIRECTORIES = 50;
const INTERVAL_MS = 5;

/** Takes each directory at its time, all rivals at once, says which it got, and keeps them until it is killed. */
const RIVAL = `
  import { lockDirectory } from ${JSON.stringify(new URL('directory-lock.ts', import.meta.url).href)};
  process.on('message', async ({ directories, startAtMs, intervalMs }) => {
    const held = [];
    for (const [index, directory] of directories.entries()) {
      while (Date.now() < startAtMs + index * intervalMs);
      await lockDirectory(directory).then(() => held.push(directory), () => undefined);
    }
    process.send(held);
  });
  process.send('ready');`;

let parent: string;
let directories: string[];
beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'lock-'));
  directories = Array.from({ length: DIRECTORIES }, (_, index) => path.join(parent, String(index)));
  for (const directory of directories) await mkdir(directory);
  await writeFile(path.join(parent, 'rival.ts'), RIVAL);
});
afterEach(() => rm(parent, { recursive: true }));

/** So many processes try to take every directory; resolves with what each got, after all were killed. */
async function compete(rivals: number): Promise<string[][]> {
  const children = Array.from({ length: rivals }, () => fork(path.join(parent, 'rival.ts')));
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    const outcomes = children.map((child) => once(child, 'message') as Promise<[string[]]>);
    const startAtMs = Date.now() + 50;
    for (const child of children) child.send({ directories, startAtMs, intervalMs: INTERVAL_MS });
    return (await Promise.all(outcomes)).map(([held]) => held);
  } finally {
    const exits = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(exits);
  }
}

test('a directory is taken over from an owner that was killed, by one of those who try at the same time at most', async () => {
  expect(await compete(1)).toEqual([directories]);
  const held = (await compete(RIVALS)).flat();
  expect(held.length).toBeGreaterThan(0);
  expect(held.length).toBe(new Set(held).size);
  const [last] = directories;
  await (
    await lockDirectory(last!)
  )();
  expect(await readdir(last!)).toEqual([]);
});

test('a directory that is in use is refused, and free again afterwards', async () => {
  const [directory = ''] = directories;
  const unlock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toThrow(
    new StartupError(`${directory} is in use by process ${process.pid}: stop it, or choose another directory.`),
  );
  await unlock();
  await (
    await lockDirectory(directory)
  )();
});
