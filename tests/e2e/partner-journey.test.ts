import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { signInAdministrator } from '../support/administrator.ts';

const gatewayUrl = inject('gatewayUrl');
const [primaryUrl = ''] = inject('databaseNodeUrls');
const COMMAND = path.join(import.meta.dirname, '../../scripts/partner.ts');
const MANIFEST = path.join(import.meta.dirname, '../../schema/operations/partner-demo.json');

const { operations } = JSON.parse(await readFile(MANIFEST, 'utf8')) as { operations: { id: string; body: string }[] };
const [registered = { id: '', body: '' }] = operations;

async function find(apiKey?: string): Promise<{ status: number; body: string }> {
  const variables = encodeURIComponent(JSON.stringify({ text: 'bakker' }));
  const url = `${gatewayUrl}/p/partner-demo/${registered.id}?variables=${variables}`;
  const response = await fetch(url, { headers: apiKey === undefined ? {} : { 'x-api-key': apiKey } });
  return { status: response.status, body: await response.text() };
}

test('a partner gets a key, asks for what it has registered, rotates the key, and loses it', async () => {
  const admin = await signInAdministrator(gatewayUrl, primaryUrl);
  const first = await admin.issueKey('partner-demo');

  const answer = await find(first.apiKey);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatch(/^\{"data":\{"searchCompanies":\{"nodes":\[\{"id":"BE/);
  expect((await find()).status).toBe(401);
  const byText = await fetch(`${gatewayUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': first.apiKey },
    body: JSON.stringify({ query: registered.body, variables: { text: 'bakker' } }),
  });
  expect(await byText.text()).toContain('PERSISTED_QUERY_NOT_IN_LIST');

  const second = await admin.run<{ apiKey: string; key: { id: string } }>(
    'mutation ($input: RotatePartnerKeyInput!) { result: rotatePartnerKey(input: $input) { apiKey key { id } } }',
    { input: { keyId: first.id, overlapHours: 1 } },
  );
  for (const { apiKey } of [first, second]) expect((await find(apiKey)).status).toBe(200);

  await admin.revokeKey(first.id);
  await sleep(5_000);
  expect((await find(first.apiKey)).status).toBe(401);
  expect((await find(second.apiKey)).status).toBe(200);
  await admin.revokeKey(second.key.id);
});

test('an operator does the same from a terminal', async () => {
  const run = async (...words: string[]): Promise<string> => {
    const env = { PATH: process.env['PATH'], USER_DATABASE_URL: inject('userDatabaseUrl') };
    return (await promisify(execFile)(process.execPath, [COMMAND, ...words], { env })).stdout;
  };
  const keyIn = (printed: string): string => /^vgk_\S+$/m.exec(printed)?.[0] ?? '';
  const prefixOf = (key: string): string => key.split('_')[1] ?? '';

  // Good for its own operations, of which there are none.
  const created = keyIn(await run('create', 'partner-terminal', 'Terminal', 'operations:read'));
  const own = await fetch(`${gatewayUrl}/p/partner-terminal/none`, { headers: { 'x-api-key': created } });
  expect(await own.text()).toContain('PERSISTED_QUERY_NOT_IN_LIST');
  expect(await run('list')).toMatch(
    new RegExp(`partner-terminal \\(Terminal\\)\n +${prefixOf(created)} +scopes: operations:read`),
  );

  const first = keyIn(await run('issue', 'partner-demo'));
  const second = keyIn(await run('rotate', prefixOf(first), '1'));
  for (const key of [first, second]) expect((await find(key)).status).toBe(200);
  for (const key of [first, second])
    expect(await run('revoke', prefixOf(key))).toContain('within 5 s no gateway takes it');
  await sleep(5_000);
  for (const key of [first, second]) expect((await find(key)).status).toBe(401);
  expect(await run('list')).not.toContain(prefixOf(first));
});
