import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { withAdministrator } from '../../lib/db-admin.ts';
import { calculate, createAccount, saveDraft, startGuest, writeNarrative } from '../support/account.ts';
import { createTemporaryDirectory, updateExtract } from '../integration/registry/write-extract.ts';
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

describe('npm run admin -- erase', () => {
  const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id } } }';

  async function register(): Promise<{ email: string; id: string; valuationId: string }> {
    const guest = await startGuest(gatewayUrl);
    const valuationId = await saveDraft(guest);
    await calculate(guest, valuationId);
    await writeNarrative(guest, valuationId);
    const email = `${randomUUID()}@example.test`;
    const { data } = await guest.ask(REGISTER, { input: { email, password: 'a long enough passphrase' } });
    return { email, id: (data as { register: { user: { id: string } } }).register.user.id, valuationId };
  }

  /** Rows that are left of an account, in all schemas. */
  async function rowsOf({ id, valuationId }: { id: string; valuationId: string }): Promise<Record<string, number>> {
    return withAdministrator(primaryUrl, async (client) => {
      const { rows } = await client.query<Record<string, number>>(
        `select (select count(*)::int from app_user.users where id = $1) as users,
                (select count(*)::int from app_user.sessions where user_id = $1) as sessions,
                (select count(*)::int from app_user.guest_migrations where user_id = $1) as moves,
                (select count(*)::int from app_valuation.valuations where id = $2::uuid) as valuations,
                (select count(*)::int from app_valuation.valuation_versions where valuation_id = $2) as versions,
                (select count(*)::int from app_valuation.valuation_results where valuation_id = $2) as results,
                (select count(*)::int from app_ai.narratives where valuation_id = $2::uuid::text) as narratives`,
        [id, valuationId],
      );
      return rows[0] ?? {};
    });
  }

  test('leaves nothing of an account in any schema, and everything of the others', async () => {
    const [erased, kept] = [await register(), await register()];
    const before = await rowsOf(kept);
    expect(Object.values(before)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(await rowsOf(erased)).toEqual(before);

    const { code, output } = await run('admin.ts', 'erase', erased.email.toUpperCase());
    expect(output).toContain(`${erased.email} is erased with 1 valuations.`);
    expect(code).toBe(0);
    expect(Object.values(await rowsOf(erased))).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(await rowsOf(kept)).toEqual(before);

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
