import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { withAdministrator } from '../../lib/db-admin.ts';
import { createAccount } from '../support/account.ts';

const gatewayUrl = inject('gatewayUrl');
const [primaryUrl = ''] = inject('databaseNodeUrls');
const MANIFEST = path.join(import.meta.dirname, '../../schema/operations/partner-demo.json');

const { operations } = JSON.parse(await readFile(MANIFEST, 'utf8')) as { operations: { id: string; body: string }[] };
const [registered = { id: '', body: '' }] = operations;

/** Registers somebody, makes them an administrator and signs them in again. */
async function signInAdmin() {
  const anonymous = createAccount(gatewayUrl);
  const input = { email: `${randomUUID()}@example.test`, password: 'a long enough passphrase' };
  await anonymous.ask('mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }', { input });
  await withAdministrator(primaryUrl, (client) =>
    client.query(`update app_user.users set roles = '{admin}' where email = $1`, [input.email]),
  );
  const { data } = await anonymous.ask('mutation ($input: LoginInput!) { login(input: $input) { accessToken } }', {
    input,
  });
  return createAccount(gatewayUrl, (data as { login: { accessToken: string } }).login.accessToken);
}

async function find(apiKey?: string): Promise<{ status: number; body: string }> {
  const variables = encodeURIComponent(JSON.stringify({ text: 'bakker' }));
  const url = `${gatewayUrl}/p/partner-demo/${registered.id}?variables=${variables}`;
  const response = await fetch(url, { headers: apiKey === undefined ? {} : { 'x-api-key': apiKey } });
  return { status: response.status, body: await response.text() };
}

test('a partner gets a key, asks for what it has registered, rotates the key, and loses it', async () => {
  const admin = await signInAdmin();
  const run = async <Result>(query: string, variables: object): Promise<Result> => {
    const { data, errors } = await admin.ask(query, variables as Record<string, unknown>);
    expect(errors).toBeUndefined();
    return (data as { result: Result }).result;
  };
  const { partner } = await run<{ partner: { id: string } }>(
    'mutation ($input: CreatePartnerInput!) { result: createPartner(input: $input) { partner { id } } }',
    { input: { name: 'Demo', clientName: 'partner-demo' } },
  );
  const first = await run<{ apiKey: string; key: { id: string } }>(
    'mutation ($input: IssuePartnerKeyInput!) { result: issuePartnerKey(input: $input) { apiKey key { id } } }',
    { input: { partnerId: partner.id } },
  );

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

  const second = await run<{ apiKey: string; key: { id: string } }>(
    'mutation ($input: RotatePartnerKeyInput!) { result: rotatePartnerKey(input: $input) { apiKey key { id } } }',
    { input: { keyId: first.key.id, overlapHours: 1 } },
  );
  for (const { apiKey } of [first, second]) expect((await find(apiKey)).status).toBe(200);

  await run('mutation ($keyId: ID!) { result: revokePartnerKey(keyId: $keyId) { key { revokedAt } } }', {
    keyId: first.key.id,
  });
  await sleep(5_000);
  expect((await find(first.apiKey)).status).toBe(401);
  expect((await find(second.apiKey)).status).toBe(200);
});
