import { mkdtemp, chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAccount, saveDraft, startGuest } from '../support/account.ts';
import { processesOf, runStartCommand, startEnvironment } from '../support/start-command.ts';
import type { StartCommand } from '../support/start-command.ts';

let directory: string;
let env: Record<string, string>;
const running: StartCommand[] = [];

function start(overrides: Record<string, string> = {}): StartCommand {
  const command = runStartCommand({ ...env, ...overrides });
  running.push(command);
  return command;
}

/** The exit code and what a person reads when the start is refused. */
async function refusal(overrides: Record<string, string> = {}) {
  const command = start(overrides);
  return { code: await command.ended, output: command.output() };
}

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'start-'));
  await chmod(directory, 0o711);
  env = await startEnvironment(directory);
});

afterEach(async () => {
  for (const command of running.splice(0)) {
    command.signal('SIGTERM');
    await command.ended;
  }
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

describe('npm start', () => {
  test('says what runs where and gives a query that works; Ctrl-C leaves no process; the next start has the data', async () => {
    const first = start();
    const output = await first.waitFor('Ctrl-C stops everything.');
    for (const part of ['gateway', 'user', 'registry', 'valuation', 'ai', 'PostgreSQL  primary 127.0.0.1:', 'Redis'])
      expect(output).toContain(part);

    const [, url = '', body = ''] = /curl -s (\S+) .* -d '(.+)'/.exec(output) ?? [];
    const headers = { 'content-type': 'application/json' };
    const answer = (await (await fetch(url, { method: 'POST', headers, body })).json()) as {
      data: { searchCompanies: { nodes: unknown[] } };
    };
    expect(answer.data.searchCompanies.nodes.length).toBe(3);

    const gatewayUrl = `http://127.0.0.1:${env['PORT']}`;
    const guest = await startGuest(gatewayUrl);
    const id = await saveDraft(guest);

    first.signal('SIGINT');
    first.signal('SIGINT');
    expect(await first.ended).toBe(0);
    expect(first.output()).toContain('Stopped. The data is kept.');
    expect(await processesOf(directory)).toEqual([]);

    await start().waitFor('Ctrl-C stops everything.');
    const { data } = await createAccount(gatewayUrl, guest.token).ask(
      'query ($id: ID!) { valuation(id: $id) { id } }',
      { id },
    );
    expect(data).toEqual({ valuation: { id } });
  });

  test('killed without a word, takes its services along, and the next start works', async () => {
    const first = start();
    await first.waitFor('Ctrl-C stops everything.');
    const services = [...first.output().matchAll(/\(pid (\d+)\)$/gm)].map(([, pid]) => Number(pid));
    expect(services.length).toBe(5);
    first.signal('SIGKILL');
    await first.ended;
    while ((await processesOf(directory)).some((pid) => services.includes(pid))) await sleep(100);
    await start().waitFor('Ctrl-C stops everything.');
  });

  test('interrupted while it starts, leaves no process', async () => {
    const command = start();
    await command.waitFor('Starting a PostgreSQL primary');
    command.signal('SIGINT');
    expect(await command.ended).toBe(1);
    expect(command.output()).toContain('Stopped before the platform was ready.');
    expect(await processesOf(directory)).toEqual([]);
  });

  test('starts a service again that died', async () => {
    const command = start();
    const output = await command.waitFor('Ctrl-C stops everything.');
    const [, pid] = /^ {2}valuation .*\(pid (\d+)\)$/m.exec(output) ?? [];
    process.kill(Number(pid), 'SIGKILL');
    await command.waitFor('valuation ended (SIGKILL) and is started again');
    const gatewayUrl = `http://127.0.0.1:${env['PORT']}`;
    const guest = await startGuest(gatewayUrl);
    const saved = async (): Promise<boolean> =>
      saveDraft(guest).then(
        () => true,
        () => false,
      );
    while (!(await saved())) await sleep(100);
  });
});

describe('npm start is refused in one sentence, with a code other than 0 and nothing left running,', () => {
  afterEach(async () => expect(await processesOf(directory)).toEqual([]));

  test('when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await refusal({ PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `Port ${port}, which the gateway needs, is taken by another program: stop that program or set PORT to another port.`,
    );
  });

  test.each([
    ['PORT is no port', { PORT: 'http' }, 'PORT must be a port number, from 1 to 65535.'],
    [
      'a database URL is none',
      { DATABASE_URL: 'mysql://root:hunter2@localhost/db' },
      'DATABASE_URL is not a postgres:// URL: correct it, or unset it to start one here.',
    ],
    [
      'a Redis URL is none',
      { REDIS_URL: 'localhost:6379' },
      'REDIS_URL is not a redis:// URL: correct it, or unset it to start one here.',
    ],
  ])('when %s', async (_what, overrides, sentence) => {
    const { code, output } = await refusal(overrides);
    expect({ code, output: output.trim() }).toEqual({ code: 1, output: sentence });
  });

  test('when nothing answers at the database URL, without repeating its password', async () => {
    const { code, output } = await refusal({ DATABASE_URL: 'postgres://postgres:hunter2@127.0.0.1:1/platform' });
    expect(code).toBe(1);
    expect(output.trim()).toMatch(
      /^PostgreSQL at 127\.0\.0\.1:1 cannot be used \(.*ECONNREFUSED.*\): correct DATABASE_URL, or unset it to start one here\.$/,
    );
  });

  test('when the data directory was made by another version of PostgreSQL, which is left as it is', async () => {
    const node = path.join(env['DATA_DIRECTORY'] ?? '', 'postgres/node-1');
    await mkdir(node, { recursive: true });
    await writeFile(path.join(node, 'PG_VERSION'), '15\n');
    const { code, output } = await refusal();
    expect(code).toBe(1);
    expect(output).toMatch(/PostgreSQL 15/);
    expect(output.trim().split('\n').length).toBe(1);
  });

  test('when the secrets of the data are damaged', async () => {
    await mkdir(env['DATA_DIRECTORY'] ?? '', { recursive: true });
    await writeFile(path.join(env['DATA_DIRECTORY'] ?? '', 'secrets.json'), '{');
    const { code, output } = await refusal();
    expect(code).toBe(1);
    expect(output).toContain('secrets.json is damaged');
    expect(output.trim().split('\n').length).toBe(1);
  });
});
