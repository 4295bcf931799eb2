import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartupError } from '../../lib/cluster/startup-error.ts';
import { loadOrCreateSecrets } from './secrets.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'secrets-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('are made once, for their owner to read, also when two platforms start at once', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateSecrets(directory)));
  expect(new Set(made.map(({ postgresPassword }) => postgresPassword)).size).toBe(1);
  expect(await loadOrCreateSecrets(directory)).toEqual(made[0]);
  expect(await readdir(directory)).toEqual(['secrets.json']);
  expect((await stat(path.join(directory, 'secrets.json'))).mode & 0o777).toBe(0o600);
});

test('that are damaged are not made anew', async () => {
  const file = path.join(directory, 'secrets.json');
  await writeFile(file, '{"postgresPassword"');
  await expect(loadOrCreateSecrets(directory)).rejects.toThrow(StartupError);
  expect(await readFile(file, 'utf8')).toBe('{"postgresPassword"');
});
