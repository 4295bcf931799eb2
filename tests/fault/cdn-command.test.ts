import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { findOnPath } from '../../lib/cluster/find-on-path.ts';
import { processesOf, runStartCommand, startEnvironment } from '../support/start-command.ts';
import type { StartCommand } from '../support/start-command.ts';

const isInstalled = (await findOnPath('varnishd', 'nginx')) !== undefined;
if (!isInstalled) console.warn('SKIPPED: the test of npm run cdn, since neither varnishd nor nginx is on the PATH.');

let directory: string;
let env: Record<string, string>;
let command: StartCommand | undefined;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cdn-command-'));
  await chmod(directory, 0o711);
  const [cdnPort] = await findFreePorts(1);
  env = { ...(await startEnvironment(directory)), CDN_PORT: String(cdnPort) };
});

afterEach(async () => {
  command?.signal('SIGTERM');
  await command?.ended;
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

describe('npm run cdn', () => {
  test.skipIf(!isInstalled)('puts a CDN before the gateway, says what runs where, and leaves no process', async () => {
    command = runStartCommand(env, 'scripts/cdn.ts');
    const output = await command.waitFor('Ctrl-C stops everything.');
    expect(output).toMatch(new RegExp(`(Varnish|nginx) +http://127.0.0.1:${env['CDN_PORT']} \\(pid \\d+\\)`));
    const [, url = ''] = /curl -si '([^']+)'/.exec(output) ?? [];
    const outcome = async () => (await fetch(url)).headers.get('x-cache')?.toLowerCase();
    expect([await outcome(), await outcome()]).toEqual(['miss', 'hit']);

    command.signal('SIGINT');
    expect(await command.ended).toBe(0);
    expect(await processesOf(directory)).toEqual([]);
  });

  test('says in one sentence that neither Varnish nor nginx is installed', async () => {
    command = runStartCommand({ ...env, PATH: directory }, 'scripts/cdn.ts');
    expect(await command.ended).toBe(1);
    expect(command.output().trim()).toBe(
      'Neither varnishd nor nginx is on the PATH: install varnish with varnish-modules, or nginx (Debian keeps both in /usr/sbin).',
    );
  });
});
