import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePorts } from '../../../lib/cluster/free-port.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { createSignedClient, user } from '../../support/signed-client.ts';
import { environment } from './valuation-subgraph.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const MAIN = fileURLToPath(new URL('../../../subgraphs/valuation/main.ts', import.meta.url));

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const outcome = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([stdout, stderr, [code]]) => ({ stdout, stderr, code: code as number | null }),
  );
  return { outcome, stop: () => child.kill('SIGTERM') };
}

test('started with wrong settings it names each in one sentence', async () => {
  expect(await start({ PORT: 'x', SIGNING_SECRETS: 'short' }).outcome).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'valuation cannot start: SIGNING_SECRETS (value 1) must have at least 32 characters; DATABASE_URL is required; ' +
      'PORT must be a port number. See docs/configuration.md.\n',
  });
});

test('given a direct address for some nodes and not for others it does not start', async () => {
  const url = database.urlFor('valuation');
  const { code, stderr } = await start({ ...environment(url), DATABASE_DIRECT_URLS: `${url},${url}` }).outcome;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'valuation cannot start: DATABASE_DIRECT_URLS must have an address for DATABASE_URL and for each of ' +
      'DATABASE_REPLICA_URLS. See docs/configuration.md.\n',
  });
});

test('started as a process it serves, names the operation of a slow statement and the node that answered, logs nothing of a draft, and ends with 0 when told to', async () => {
  const [port = 0] = await findFreePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const service = start({ ...environment(database.urlFor('valuation')), PORT: String(port), LOG_LEVEL: 'debug' });
  const ready = () => fetch(`${url}/health/ready`).then(({ status }) => status, String);
  await expect.poll(ready, { timeout: 10_000 }).toBe(200);
  const ask = createSignedClient('valuation', url);
  const save = (companyName: string) =>
    ask(
      user(randomUUID()),
      'mutation ($input: SaveValuationDraftInput!) { saveValuationDraft(input: $input) { valuation { revision } } }',
      { input: { draft: { companyName } } },
    );
  const isLocked = database.query('lock table app_valuation.valuations; select pg_sleep(0.5)');
  const id = randomUUID();
  const isHeld = () =>
    database.query(
      `select 1 from pg_locks where mode = 'AccessExclusiveLock' and granted and relation = 'app_valuation.valuations'::regclass`,
    );
  await expect.poll(isHeld).toHaveLength(1);
  await ask(user(randomUUID()), 'query Waiting($id: ID!) { valuation(id: $id) { id } }', { id }, 'Waiting');
  await isLocked;
  expect((await save('Secret Takeover NV')).data).toEqual({ saveValuationDraft: { valuation: { revision: 1 } } });
  await database.query('alter table app_valuation.valuations rename column draft to renamed');
  const { errors } = await save('Secret Takeover NV');
  service.stop();
  const { code, stdout, stderr } = await service.outcome;

  expect(errors?.[0]?.message).toBe('Something went wrong on our side. Quote the request id when you report it.');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('unexpected error');
  expect(stdout).not.toContain('Secret Takeover');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'a slow statement',
      operationName: 'Waiting',
      planDigest: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
    }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'answered',
      operationName: 'Waiting',
      databaseNodes: expect.stringMatching(/^127\.0\.0\.1:\d+\/test_\w+$/) as string,
    }),
  );
  expect(stdout).not.toContain(id);
});
