import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { findOnPath } from '../../lib/cluster/find-on-path.ts';
import { curlCommandsOf, runDocumented } from '../support/documented-commands.ts';
import { processesOf, runStartCommand, startEnvironment } from '../support/start-command.ts';
import type { StartCommand } from '../support/start-command.ts';

const isInstalled = (await findOnPath('varnishd', 'nginx')) !== undefined;
if (!isInstalled) console.warn('SKIPPED: the test of npm run cdn, since neither varnishd nor nginx is on the PATH.');

const LIMIT = 20;

let directory: string;
let env: Record<string, string>;
let command: StartCommand | undefined;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cdn-command-'));
  await chmod(directory, 0o711);
  const [cdnPort] = await findFreePorts(1);
  env = {
    ...(await startEnvironment(directory)),
    CDN_PORT: String(cdnPort),
    CDN_PURGE_TOKEN: 'tests-purge-token-0123456789abcdef',
    ANONYMOUS_RATE_LIMIT_PER_MINUTE: String(LIMIT),
  };
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

    // Whoever uses up a share of the minute uses up nobody else's.
    const cdnUrl = `http://127.0.0.1:${env['CDN_PORT']}`;
    const ask = async (address: string) => {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
      return (await fetch(`${cdnUrl}/graphql`, { method: 'POST', headers, body: '{"query":"{ __typename }"}' })).status;
    };
    const statuses = [];
    for (let i = 0; i <= LIMIT; i++) statuses.push(await ask('198.51.100.1'));
    expect(statuses).toEqual([...Array.from({ length: LIMIT }, () => 200), 429]);
    expect(await ask('198.51.100.2')).toBe(200);

    if (output.includes('Varnish')) {
      const [purge = ''] = await curlCommandsOf('docs/cdn.md');
      expect(await outcome()).toBe('hit');
      await runDocumented(purge, { 'localhost:4080': `127.0.0.1:${env['CDN_PORT']}` }, env);
      expect(await outcome()).toBe('miss');
    }

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
