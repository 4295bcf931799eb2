import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { withAdministrator } from '../../lib/db-admin.ts';
import { calculate, createAccount, saveDraft, startGuest, writeNarrative } from '../support/account.ts';
import { createTemporaryDirectory, updateExtract } from '../integration/registry/write-extract.ts';
import type { Account } from '../support/account.ts';
import type { TemporaryDirectory } from '../integration/registry/write-extract.ts';

const SCRIPTS = path.join(import.meta.dirname, '../../scripts');
const gatewayUrl = inject('gatewayUrl');
const [primaryUrl = ''] = inject('databaseNodeUrls');
const anybody = createAccount(gatewayUrl);

/** A command in another terminal, beside the running platform. */
async function run(script: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { PATH: process.env['PATH'], DATA_DIRECTORY: inject('dataDirectory') };
  return new Promise((resolve) =>
    execFile(process.execPath, [path.join(SCRIPTS, script), ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: (stdout + stderr).trim() }),
    ),
  );
}

describe('npm run import-kbo', () => {
  const NUMBER = '0999.999.922';
  const FOUND = '{ company(id: "BE0999999922") { name } }';
  let extracts: TemporaryDirectory;
  beforeAll(async () => {
    extracts = await createTemporaryDirectory();
  });
  afterAll(() => extracts.remove());

  async function importCompany(extract: number, name: string): Promise<string> {
    const rows = {
      enterprise: [`"${NUMBER}","AC","000","2","610",,"02-01-2020"`],
      denomination: [`"${NUMBER}","2","001","${name}"`],
    };
    const directory = await extracts.writeExtract(
      updateExtract(extract, { enterprise: [NUMBER], denomination: [NUMBER] }, rows),
    );
    const { code, output } = await run('import-kbo.ts', directory);
    expect(output).toContain(`The register stands at extract ${extract} with`);
    expect(code).toBe(0);
    return output;
  }

  test('loads an extract into the running platform, which answers with it at once', async () => {
    await importCompany(2, 'Voor de wissel');
    await expect.poll(() => anybody.ask(FOUND)).toMatchObject({ data: { company: { name: 'Voor de wissel' } } });
    await anybody.ask(FOUND);
    await importCompany(3, 'Na de wissel');
    await expect.poll(() => anybody.ask(FOUND)).toMatchObject({ data: { company: { name: 'Na de wissel' } } });
  });

  test('says what to do where no platform runs', async () => {
    const { output } = await new Promise<{ output: string }>((resolve) =>
      execFile(
        process.execPath,
        [path.join(SCRIPTS, 'import-kbo.ts'), '/tmp'],
        { env: { PATH: process.env['PATH'], DATA_DIRECTORY: '/nonexistent' } },
        (_error, stdout, stderr) => resolve({ output: stdout + stderr }),
      ),
    );
    expect(output).toBe('There is no database: run npm start first, or set REGISTRY_DATABASE_URL.\n');
  });
});

/** Rows of a valuation, in all schemas. */
async function rowsOf(valuationId: string): Promise<Record<string, number>> {
  return withAdministrator(primaryUrl, async (client) => {
    const { rows } = await client.query<Record<string, number>>(
      `select (select count(*)::int from app_valuation.valuations where id = $1::uuid) as valuations,
              (select count(*)::int from app_valuation.valuation_versions where valuation_id = $1::uuid) as versions,
              (select count(*)::int from app_valuation.valuation_results where valuation_id = $1::uuid) as results,
              (select count(*)::int from app_ai.narratives where valuation_id = $1::uuid::text) as narratives`,
      [valuationId],
    );
    return rows[0] ?? {};
  });
}
const ALL = { valuations: 1, versions: 1, results: 1, narratives: 1 };
const NONE = { valuations: 0, versions: 0, results: 0, narratives: 0 };

async function valueAndExplain(account: Account): Promise<string> {
  const valuationId = await saveDraft(account);
  await calculate(account, valuationId);
  await writeNarrative(account, valuationId);
  return valuationId;
}

describe('npm run admin -- erase', () => {
  const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id } } }';

  async function register(): Promise<{ email: string; id: string; valuationId: string }> {
    const guest = await startGuest(gatewayUrl);
    const valuationId = await valueAndExplain(guest);
    const email = `${randomUUID()}@example.test`;
    const { data } = await guest.ask(REGISTER, { input: { email, password: 'a long enough passphrase' } });
    return { email, id: (data as { register: { user: { id: string } } }).register.user.id, valuationId };
  }

  /** Rows of an account in the user subgraph's schema. */
  async function accountRowsOf(id: string): Promise<Record<string, number>> {
    return withAdministrator(primaryUrl, async (client) => {
      const { rows } = await client.query<Record<string, number>>(
        `select (select count(*)::int from app_user.users where id = $1) as users,
                (select count(*)::int from app_user.sessions where user_id = $1) as sessions,
                (select count(*)::int from app_user.guest_migrations where user_id = $1) as moves`,
        [id],
      );
      return rows[0] ?? {};
    });
  }

  test('leaves nothing of an account in any schema, and everything of the others', async () => {
    const [erased, kept] = [await register(), await register()];
    for (const { id, valuationId } of [erased, kept]) {
      expect(await accountRowsOf(id)).toEqual({ users: 1, sessions: 1, moves: 1 });
      expect(await rowsOf(valuationId)).toEqual(ALL);
    }

    const { code, output } = await run('admin.ts', 'erase', erased.email.toUpperCase());
    expect(output).toContain(`${erased.email} is erased, with valuations: 1.`);
    expect(code).toBe(0);
    expect(await accountRowsOf(erased.id)).toEqual({ users: 0, sessions: 0, moves: 0 });
    expect(await rowsOf(erased.valuationId)).toEqual(NONE);
    expect(await accountRowsOf(kept.id)).toEqual({ users: 1, sessions: 1, moves: 1 });
    expect(await rowsOf(kept.valuationId)).toEqual(ALL);

    const login = await anybody.ask('mutation ($input: LoginInput!) { login(input: $input) { accessToken } }', {
      input: { email: erased.email, password: 'a long enough passphrase' },
    });
    expect(login.data).toBeNull();
    expect(await run('admin.ts', 'erase', erased.email)).toEqual({
      code: 1,
      output: `There is no account of ${erased.email}.`,
    });
  });
});

test('npm run admin -- purge deletes what guests left whose session is gone, and nothing of those who may come back', async () => {
  const [gone, present] = [await startGuest(gatewayUrl), await startGuest(gatewayUrl)];
  const [left, kept] = [await valueAndExplain(gone), await valueAndExplain(present)];
  // As the user subgraph does a day after the session's end.
  await withAdministrator(primaryUrl, (client) =>
    client.query(
      'delete from app_user.guest_sessions where id = (select owner_id from app_valuation.valuations where id = $1)',
      [left],
    ),
  );
  const { code, output } = await run('admin.ts', 'purge');
  expect(output).toMatch(/^Valuations deleted whose owner is gone: [1-9]\d*\.$/);
  expect(code).toBe(0);
  expect(await rowsOf(left)).toEqual(NONE);
  expect(await rowsOf(kept)).toEqual(ALL);
});
