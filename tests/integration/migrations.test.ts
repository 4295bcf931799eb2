import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAdministratorPool, withAdministrator } from '../../lib/db-admin.ts';
import { up as addNarrativeOwners } from '../../migrations/0014_ai_narrative_owners.ts';
import { createIndexConcurrently } from '../../migrations/concurrent-index.ts';
import { migrateDatabase } from '../../scripts/migrate.ts';
import { createTestDatabase, subgraphUrls } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('migrating a migrated database changes nothing', async () => {
  const url = database.adminUrl;
  expect(await migrateDatabase({ ADMIN_DATABASE_URL: url, ...subgraphUrls(url) })).toEqual([]);
});

test('each subgraph role reaches its own schema and no other', async () => {
  const reachable = await database.query<{ role: string; schema: string }>(
    `select r.rolname as role, n.nspname as schema
       from pg_roles r cross join pg_namespace n
      where r.rolname like 'app\\_%' and n.nspname like 'app\\_%'
        and has_schema_privilege(r.oid, n.oid, 'usage')
      order by 1`,
  );
  expect(reachable).toEqual(
    ['app_ai', 'app_registry', 'app_user', 'app_valuation'].map((name) => ({ role: name, schema: name })),
  );
});

test('a subgraph role has deadlines for statements, locks and idle transactions on every connection', async () => {
  for (const name of ['user', 'registry', 'valuation', 'ai'] as const) {
    const { rows } = await withAdministrator(database.urlFor(name), (client) =>
      client.query(
        `select name, setting::int from pg_settings
          where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`,
      ),
    );
    expect(rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: 5_000 },
      { name: 'lock_timeout', setting: 1_000 },
      { name: 'statement_timeout', setting: 2_000 },
    ]);
  }
});

test('a subgraph role may not change the structure of its schema', async () => {
  const rows = await database.query(`select has_schema_privilege('app_user', 'app_user', 'create') as allowed`);
  expect(rows).toEqual([{ allowed: false }]);
});

const openAsAdministrator = () =>
  new Kysely<unknown>({ dialect: new PostgresDialect({ pool: createAdministratorPool(database.adminUrl) }) });

test('narratives from before they had owners belong to the owner of their valuation, and to nobody when it is gone', async () => {
  const [valuation] = await database.query<{ id: string; owner_id: string }>(
    `insert into app_valuation.valuations (owner_id, draft) values (uuidv7(), '{}') returning id, owner_id`,
  );
  await database.query(`
    drop policy guest_migration_reads on app_ai.narratives;
    drop policy guest_migration_writes on app_ai.narratives;
    alter table app_ai.narratives drop column owner_id cascade;
    drop function app_ai.current_account;
    insert into app_ai.narratives
      select id, 1, 'EN', 'text', 'OFFLINE_TEMPLATE', 'm', 'p', 0, 0, 0, now()
        from unnest(array['${valuation?.id}', 'gone']) id`);
  const db = openAsAdministrator();
  await db.transaction().execute(addNarrativeOwners);
  await db.destroy();
  expect(await database.query('select valuation_id as id, owner_id from app_ai.narratives order by owner_id')).toEqual([
    valuation,
    { id: 'gone', owner_id: null },
  ]);
});

describe('an index of a big table', () => {
  const index = { schema: 'public', name: 'busy_value', on: sql`public.busy (value)` };
  const isValid = async () =>
    (
      await database.query(
        `select indisvalid as valid from pg_index where indexrelid = to_regclass('public.busy_value')`,
      )
    )[0];

  /** Whether somebody can write to the table while it is built and a transaction before it has not ended. */
  async function writesWhile(build: (db: Kysely<unknown>) => Promise<unknown>): Promise<string> {
    const db = openAsAdministrator();
    const written = await withAdministrator(database.adminUrl, async (earlier) => {
      await earlier.query('begin');
      await earlier.query('insert into public.busy values (1)');
      const built = build(db);
      await expect
        .poll(() =>
          database.query(
            `select 1 from pg_stat_activity where query like 'create index%' and wait_event_type = 'Lock'`,
          ),
        )
        .toHaveLength(1);
      const outcome = await withAdministrator(database.adminUrl, async (later) => {
        await later.query(`set lock_timeout = '500ms'`);
        return later.query('insert into public.busy values (2)').then(
          () => 'written',
          (error: { code: string }) => error.code,
        );
      });
      await earlier.query('commit');
      await built;
      return outcome;
    });
    await db.destroy();
    return written;
  }

  beforeAll(() => database.query('create table public.busy (value integer)'));

  test('is built while its table is written to, which in a transaction it is not', async () => {
    expect(await writesWhile((db) => createIndexConcurrently(db, index))).toBe('written');
    expect(await isValid()).toEqual({ valid: true });
    await database.query('drop index public.busy_value');
    expect(await writesWhile((db) => sql`create index busy_value on public.busy (value)`.execute(db))).toBe('55P03');
  });

  test('is built anew when an attempt was cut off', async () => {
    await database.query('drop index if exists public.busy_value');
    await database.query('insert into public.busy values (7), (7)');
    await withAdministrator(database.adminUrl, async (client) => {
      await expect(
        client.query('create unique index concurrently busy_value on public.busy (value)'),
      ).rejects.toThrow();
    });
    expect(await isValid()).toEqual({ valid: false });
    const db = openAsAdministrator();
    await createIndexConcurrently(db, index);
    await db.destroy();
    expect(await isValid()).toEqual({ valid: true });
  });
});
