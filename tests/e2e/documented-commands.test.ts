import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { signInAdministrator } from '../support/administrator.ts';
import type { Administrator, IssuedKey } from '../support/administrator.ts';
import { curlCommandsOf, runDocumented } from '../support/documented-commands.ts';

const gatewayUrl = inject('gatewayUrl');
const [primaryUrl = ''] = inject('databaseNodeUrls');
const PAGES = ['README.md', 'docs/persisted-operations.md', 'docs/partners.md', 'docs/caching.md'];

let admin: Administrator;
let key: IssuedKey;
beforeAll(async () => {
  admin = await signInAdministrator(gatewayUrl, primaryUrl);
  key = await admin.issueKey('partner-demo', ['operations:read']);
});
afterAll(() => admin.revokeKey(key.id));

async function idOf(client: string, name: string): Promise<string> {
  const file = path.join(import.meta.dirname, `../../schema/operations/${client}.json`);
  const { operations } = JSON.parse(await readFile(file, 'utf8')) as { operations: { id: string; name: string }[] };
  return operations.find((operation) => operation.name === name)?.id ?? '';
}

/** What a command prints, by a part of it. */
const ANSWERS = {
  '/graphql': /^\{"data":\{"searchCompanies":\{"nodes":\[\{"id":"BE/,
  '/p/demo/': /^\{"data":\{"searchCompanies":\{"nodes":\[\{"id":"BE/,
  '/p/partner-demo/': /^\{"data":\{"searchCompanies":\{"nodes":\[\{"id":"BE/,
  '/admin/operations/demo': /"registered":\[\{"id":"\w+","name":"StartGuestSession","requests":\d+/,
  '/admin/cache/invalidate': /^$/,
};

const commands = (await Promise.all(PAGES.map(curlCommandsOf))).flat();

test('the pages show a command for each', () => {
  for (const part of Object.keys(ANSWERS)) expect(commands.some((command) => command.includes(part))).toBe(true);
});

test.each(commands)('works as documented: %s', async (command) => {
  const id = command.includes('/p/demo/') ? await idOf('demo', 'Search') : await idOf('partner-demo', 'FindCompanies');
  const changes = { 'localhost:4000': new URL(gatewayUrl).host, '<id>': id };
  const printed = await runDocumented(command, changes, { API_KEY: key.apiKey, TOKEN: admin.account.token ?? '' });
  const [, expected] = Object.entries(ANSWERS).find(([part]) => command.includes(part)) ?? [];
  expect(printed).toMatch(expected ?? 'a command that ANSWERS names');
});
