import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Runs what `npm run partner` and `npm run admin` run. */
async function command(script: 'partner' | 'admin', ...words: string[]): Promise<string> {
  const { PATH = '' } = process.env;
  const env = { PATH, USER_DATABASE_URL: database.urlFor('user') };
  const run = promisify(execFile)(process.execPath, [`scripts/${script}.ts`, ...words], { cwd: ROOT, env });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return `${stdout}${stderr}`.trim();
}

const prefixIn = (said: string): string => /^vgk_([0-9a-f]{16})_[\w-]{43}\n/.exec(said)?.[1] ?? '';

test('npm run partner issues, rotates, lists and revokes keys', async () => {
  expect(await command('partner', 'list')).toBe('There are no partners.');
  const first = prefixIn(await command('partner', 'create', 'partner-acme', 'Acme', 'operations:read'));
  expect(first).not.toBe('');
  const second = prefixIn(await command('partner', 'rotate', first, '2'));
  expect(await command('partner', 'list')).toMatch(
    new RegExp(
      `^partner-acme \\(Acme\\)\n  ${second}  scopes: operations:read\n  ${first}  scopes: operations:read, until \\d{4}-.*Z$`,
    ),
  );
  expect(await command('partner', 'issue', 'partner-acme')).toBe('The partner has 2 keys in use: revoke one first.');
  expect(await command('partner', 'revoke', first)).toBe(`${first} is revoked: within 5 s no gateway takes it.`);
  expect(await command('partner', 'list')).not.toContain(first);
  expect(await command('partner', 'revoke', 'f'.repeat(16))).toContain('There is no key with the prefix');
  expect(await command('partner')).toContain('npm run partner -- <command>');
});

test('npm run admin makes and unmakes an administrator', async () => {
  await database.query(
    `insert into app_user.users (created_at, email, password_hash) values (now(), 'ada@example.com', '')`,
  );
  const roles = async () => (await database.query<{ roles: string[] }>('select roles from app_user.users'))[0]?.roles;
  expect(await command('admin', 'grant', 'Ada@example.com')).toContain('is an administrator');
  expect(await roles()).toEqual(['admin']);
  await command('admin', 'revoke', 'ada@example.com');
  expect(await roles()).toEqual([]);
  expect(await command('admin', 'grant', 'bob@example.com')).toContain('There is no account of bob@example.com');
});
