import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createAccount, saveDraft, startGuest } from '../support/account.ts';
import { processesOf, runStartCommand, startEnvironment } from '../support/start-command.ts';
import type { StartCommand } from '../support/start-command.ts';

const SCRIPTS = path.join(import.meta.dirname, '../../scripts');

let directory: string;
let env: Record<string, string>;
let platform: StartCommand;

/** What a person sees of a script, and its exit code. */
async function run(script: string, ...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) =>
    execFile(process.execPath, [path.join(SCRIPTS, script), ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: (stdout + stderr).trim() }),
    ),
  );
}

const cluster = (...args: string[]) => run('cluster.ts', ...args);
const restore = (...args: string[]) => run('restore.ts', ...args);

/** The printed table: node, role and state, and the timeline of the primary. */
function nodesIn(output: string): string[] {
  const rows = [...output.matchAll(/^(node-\d)\s{2,}(.+?)\s{2,}(.+?)\s{2,}(\S+)/gm)];
  return rows.map(([, name, role, state, timeline]) => `${name} ${role} ${state} ${timeline}`);
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cluster-command-'));
  await chmod(directory, 0o711);
  env = await startEnvironment(directory);
  platform = runStartCommand(env);
  await platform.waitFor('Ctrl-C stops everything.');
});
afterAll(async () => {
  platform.signal('SIGTERM');
  await platform.ended;
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});
afterEach(async () => {
  await cluster('thaw', 'node-3');
});

test('npm run cluster fails over under npm start, and the next start goes on with the new primary and all data', async () => {
  const gatewayUrl = `http://127.0.0.1:${env['PORT']}`;
  const guest = await startGuest(gatewayUrl);
  const id = await saveDraft(guest);
  expect(nodesIn((await cluster()).output)).toEqual([
    'node-1 primary running 1',
    'node-2 replica streaming 1',
    'node-3 replica streaming 1',
  ]);

  expect((await cluster('kill', 'node-1')).output).toMatch(/^node-1 is killed\.\n/);
  const promoted = await cluster('promote', 'node-2');
  expect(promoted.output).toMatch(/^node-2 is the primary on timeline 2, after \d+\.\d s\.\n/);
  expect(nodesIn(promoted.output)).toEqual([
    'node-1 old primary stopped -',
    'node-2 primary running 2',
    'node-3 replica streaming 2',
  ]);
  expect(platform.output()).toContain('node-2 is the primary on timeline 2');
  // No service is started again: each finds the new primary by itself.
  const canWrite = () =>
    saveDraft(guest).then(
      () => true,
      () => false,
    );
  await expect.poll(canWrite, { timeout: 20_000 }).toBe(true);
  expect(await cluster('start', 'node-1')).toEqual({
    code: 1,
    output: 'node-1 was the primary before node-2, and two primaries would part: rejoin it.',
  });

  platform.signal('SIGINT');
  expect(await platform.ended).toBe(0);
  expect(await processesOf(directory)).toEqual([]);
  expect(await cluster('status')).toEqual({
    code: 1,
    output: `No cluster runs in ${env['DATA_DIRECTORY']}/postgres: start it with "npm start" and leave it running.`,
  });

  platform = runStartCommand(env);
  const output = await platform.waitFor('Ctrl-C stops everything.');
  expect(output).toContain('node-1 was primary before node-2 and is not started: rejoin it');
  const { data } = await createAccount(gatewayUrl, guest.token).ask('query ($id: ID!) { valuation(id: $id) { id } }', {
    id,
  });
  expect(data).toEqual({ valuation: { id } });
  const rejoined = await cluster('rejoin', 'node-1');
  expect(nodesIn(rejoined.output)).toEqual([
    'node-1 replica streaming 2',
    'node-2 primary running 2',
    'node-3 replica streaming 2',
  ]);
});

test('the states that a person puts a node into are those that the table shows', async () => {
  const stateOf = async (...args: string[]) => nodesIn((await cluster(...args)).output)[2];
  expect(await stateOf('lag', 'node-3')).toBe('node-3 replica replay paused 2');
  expect(await stateOf('resume', 'node-3')).toBe('node-3 replica streaming 2');
  expect(await stateOf('freeze', 'node-3')).toBe('node-3 replica frozen -');
  expect(await stateOf('thaw', 'node-3')).toMatch(/^node-3 replica (not )?streaming/);
  expect(await stateOf('kill', 'node-3')).toBe('node-3 replica stopped -');
  expect(await stateOf('start', 'node-3')).toBe('node-3 replica streaming 2');
});

test('npm run backup and npm run restore bring back the platform, with all that was written since', async () => {
  const gatewayUrl = `http://127.0.0.1:${env['PORT']}`;
  const guest = await startGuest(gatewayUrl);
  expect((await cluster('backup')).output).toMatch(/^Backed up node-2 in \d+\.\d s to .+: any time from .+Z on can be/);
  const id = await saveDraft(guest);
  expect(await restore('--to', 'latest')).toEqual({
    code: 1,
    output: `${env['DATA_DIRECTORY']}/postgres is in use by process ${platform.pid}: stop it, or choose another directory.`,
  });
  platform.signal('SIGINT');
  await platform.ended;

  const { code, output } = await restore('--to', 'latest');
  expect(output).toMatch(/^Restored in .+; its timeline is 3\.$/m);
  expect(code).toBe(0);
  platform = runStartCommand(env);
  await platform.waitFor('Ctrl-C stops everything.');
  const { data } = await createAccount(gatewayUrl, guest.token).ask('query ($id: ID!) { valuation(id: $id) { id } }', {
    id,
  });
  expect(data).toEqual({ valuation: { id } });
  expect(nodesIn((await cluster()).output)).toEqual([
    'node-1 primary running 3',
    'node-2 replica streaming 3',
    'node-3 replica streaming 3',
  ]);
});

test.each([
  ['no time', []],
  ['a time without a zone', ['--to', '2026-11-23T16:41:00']],
  ['a word', ['--to', 'yesterday']],
  ['no timeline', ['--to', 'latest', '--timeline', 'first']],
])('npm run restore with %s says how it is used', async (_what, args) => {
  const { code, output } = await restore(...args);
  expect(code).toBe(2);
  expect(output).toContain('npm run restore -- --to <time>');
});

test('what cannot be done is refused in one sentence, and a command nobody knows is answered with all there are', async () => {
  expect(await cluster('lag', 'node-1')).toEqual({
    code: 1,
    output: 'node-1 is the primary, which replays nothing: name a replica.',
  });
  expect(await cluster('kill', 'node-7')).toEqual({
    code: 1,
    output: 'There is no node node-7: choose node-1, node-2, node-3.',
  });
  const unknown = await cluster('demote', 'node-2');
  expect(unknown.code).toBe(2);
  expect(unknown.output).toContain('promote [node]');
});

test('whoever has not the token, which the owner of the data alone can read, commands nothing', async () => {
  const file = path.join(env['DATA_DIRECTORY'] ?? '', 'postgres/control.json');
  expect((await stat(file)).mode & 0o077).toBe(0);
  const { url } = JSON.parse(await readFile(file, 'utf8')) as { url: string };
  const body = JSON.stringify({ command: 'kill', argument: 'node-3' });
  expect((await fetch(url, { method: 'POST', body })).status).toBe(401);
  expect(nodesIn((await cluster()).output)[2]).toBe('node-3 replica streaming 3');
});

test('the commands of docs/operations/failover.md work in the order in which they stand there', async () => {
  const page = await readFile(path.join(SCRIPTS, '../docs/operations/failover.md'), 'utf8');
  const commands = [...page.matchAll(/^npm run cluster(?: -- (.+?))?\s*(?:#|$)/gm)].map(([, args = '']) => args);
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) {
    const { code, output } = await cluster(...command.split(' ').filter(Boolean));
    expect({ command, code, output }).toEqual({ command, code: 0, output });
  }
  expect(nodesIn((await cluster()).output)[0]).toMatch(/^node-1 primary running \d$/);
});
