import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import pg from 'pg';
import { pino } from 'pino';
import { createAdministratorPool, withAdministrator } from '../../lib/db-admin.ts';
import { makePartitionsAhead } from '../../lib/db-partitions.ts';
import { migrateDatabase, migrationProvider } from '../../scripts/migrate.ts';
import { createTestDatabase, subgraphUrls } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

/** Name of the partition of a table for the month `ahead` from now. */
function partitionName(table: string, ahead: number): string {
  const now = new Date();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead));
  return `${table}_${month.toISOString().slice(0, 7).replace('-', '_')}`;
}

const INSERT_VALUATION = `insert into app_valuation.valuations (id, owner_id, draft)
  values (coalesce($1, uuidv7()), gen_random_uuid(), '{}') returning id`;
const INSERT_VERSION = `insert into app_valuation.valuation_versions
  (valuation_id, number, as_of, equity_low, equity_mid, equity_high, confidence_score) values ($1, $2, now(), 1, 2, 3, 50)`;
const INSERT_RESULT = `insert into app_valuation.valuation_results values ($1, 1, '{}',
  '{"engineVersion": "1", "ruleSetVersion": "1", "seed": 1, "asOf": "2026-01-01"}')`;

/** Every version with its result, hashed. */
const HASH = `select count(*)::int as count, md5(string_agg(v::text || r::text, '' order by v.valuation_id, v.number)) as hash
  from app_valuation.valuation_versions v join app_valuation.valuation_results r using (valuation_id, number)`;

test('migrating a database with versions in it loses and changes none of them, and copies nothing', async () => {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(inject('databaseAdminUrl'));
  await withAdministrator(url.href, (client) => client.query(`create database ${name}`));
  url.pathname = `/${name}`;
  const pool = createAdministratorPool(url.href);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    for (const schema of ['app_user', 'app_registry', 'app_valuation', 'app_ai'])
      await pool.query(`create schema ${schema}`);
    const migrator = new Migrator({ db, provider: migrationProvider, migrationTableSchema: 'migrations' });
    const { error } = await migrator.migrateTo('0008_ai_idempotency_keys');
    expect(error).toBeUndefined();
    await pool.query(`
      with valuations as (
        insert into app_valuation.valuations (owner_id, draft, last_version_number)
        select gen_random_uuid(), '{}', 3 from generate_series(1, 1000) returning id
      ), versions as (
        insert into app_valuation.valuation_versions
        select id, number, now() - number * interval '40 days', now(), 1, 2, 3, 50
          from valuations, generate_series(1, 3) number
      )
      insert into app_valuation.valuation_results
      select id, number, '{}', jsonb_build_object('engineVersion', '1', 'ruleSetVersion', '1', 'seed', number, 'asOf', id)
        from valuations, generate_series(1, 3) number`);
    const before = (await pool.query(HASH)).rows;
    const FILES = `select sum(pg_relation_size(oid)) as bytes, min(relfilenode) as file from pg_class
      where relname like 'valuation_versions%' and relkind = 'r' and pg_relation_size(oid) > 0`;
    const filesBefore = (await pool.query(FILES)).rows;

    expect(await migrateDatabase({ ADMIN_DATABASE_URL: url.href, ...subgraphUrls(url.href) })).toContain(
      '0009_valuation_partitions',
    );
    expect(before).toMatchObject([{ count: 3000 }]);
    expect((await pool.query(HASH)).rows).toEqual(before);
    expect((await pool.query(FILES)).rows).toEqual(filesBefore);
  } finally {
    await db.destroy();
    await withAdministrator(inject('databaseAdminUrl'), (client) => client.query(`drop database ${name} with (force)`));
  }
});

describe('a migrated database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const partitionsOf = async (table: string): Promise<string[]> => {
    const rows = await database.query<{ name: string }>(
      `select relname as name from pg_inherits join pg_class on oid = inhrelid
        where inhparent = 'app_valuation.${table}'::regclass`,
    );
    return rows.map(({ name }) => name);
  };
  const partitionOf = async (id: string): Promise<unknown> => {
    const [row] = await database.query(
      'select tableoid::regclass::text as name from app_valuation.valuation_versions where valuation_id = $1',
      [id],
    );
    return row?.['name'];
  };
  /** As the service does it: with its role. */
  const maintain = async (): Promise<string> => {
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const pool = new pg.Pool({ connectionString: database.urlFor('valuation'), max: 1 });
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
    await makePartitionsAhead(db, pino(sink)).finally(() => db.destroy());
    return lines.join('');
  };

  test.each(['valuation_versions', 'valuation_results', 'audit_entries'])(
    'has the partitions of the next three months of %s, and the service makes those that are missing',
    async (table) => {
      const ahead = [1, 2, 3].map((months) => partitionName(table, months));
      expect(await partitionsOf(table)).toEqual(expect.arrayContaining(ahead));
      if (table === 'valuation_versions')
        await database.query(`drop table app_valuation.${partitionName('valuation_results', 3)}`);
      await database.query(`drop table app_valuation.${ahead[2]} cascade`);
      expect(await maintain()).toBe('');
      expect(await partitionsOf(table)).toEqual(expect.arrayContaining(ahead));
    },
  );

  test('puts a version into the month of its valuation, with its result', async () => {
    const [bounds] = await database.query<{ id: string }>(
      `select overlay(app_valuation.first_uuid(now() + interval '1 month')::text placing 'aaaa' from 20)::uuid as id`,
    );
    await database.query(INSERT_VALUATION, [bounds?.id]);
    await database.query(INSERT_VERSION, [bounds?.id, 1]);
    expect(await partitionOf(bounds?.id ?? '')).toBe(`app_valuation.${partitionName('valuation_versions', 1)}`);
  });

  test('refuses a second version of the same number, whichever month it is', async () => {
    const [{ id } = { id: '' }] = await database.query<{ id: string }>(INSERT_VALUATION, [null]);
    await database.query(INSERT_VERSION, [id, 1]);
    await database.query(INSERT_RESULT, [id]);
    await expect(database.query(INSERT_VERSION, [id, 1])).rejects.toMatchObject({ code: '23505' });
  });

  test('keeps a row whose month has no partition, and the service says so', async () => {
    const [{ id } = { id: '' }] = await database.query<{ id: string }>(
      `select app_valuation.first_uuid(now() + interval '2 years') as id`,
    );
    await database.query(INSERT_VALUATION, [id]);
    await database.query(INSERT_VERSION, [id, 1]);
    expect(await partitionOf(id)).toBe('app_valuation.valuation_versions_default');
    expect(JSON.parse(await maintain())).toMatchObject({ level: 50, strayRows: 1 });
    await database.query('delete from app_valuation.valuation_versions where valuation_id = $1', [id]);
    expect(await maintain()).toBe('');
  });

  test('lets the service change no version and no audit entry, in the table or in a partition of it', async () => {
    const tables = await database.query<{ schema: string; name: string; rights: string[] }>(
      `select n.nspname as schema, c.relname as name,
              array(select r from unnest(array['select', 'insert', 'update', 'delete', 'truncate']) r
                     where has_table_privilege(n.nspname, c.oid, r)) as rights
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app_user', 'app_valuation') and c.relkind in ('r', 'p')
          and c.relname ~ '^(valuation_versions|valuation_results|audit_entries)'`,
    );
    expect(tables.length).toBeGreaterThan(15);
    for (const { name, rights } of tables)
      expect([name, rights]).toEqual([
        name,
        ['valuation_versions', 'valuation_results'].includes(name) ? ['select', 'insert'] : [],
      ]);
  });

  test('erases an account’s valuations with their versions when its administrator says so, and remembers that', async () => {
    const [{ id } = { id: '' }] = await database.query<{ id: string }>(INSERT_VALUATION, [null]);
    await database.query(INSERT_VERSION, [id, 1]);
    await database.query(INSERT_RESULT, [id]);
    const erased = await database.query(
      'select app_valuation.erase_account(owner_id) as id from app_valuation.valuations where id = $1',
      [id],
    );
    expect(erased).toEqual([{ id }]);
    for (const [table, column] of [
      ['valuations', 'id'],
      ['valuation_versions', 'valuation_id'],
      ['valuation_results', 'valuation_id'],
    ] as const)
      expect(await database.query(`select 1 from app_valuation.${table} where ${column} = $1`, [id])).toEqual([]);
    const trail = await database.query(
      'select action from app_valuation.audit_entries where subject_id = $1 order by id',
      [id],
    );
    expect(trail.map(({ action }) => action as string)).toEqual([
      'valuation.created',
      'valuation.calculated',
      'valuation.erased',
    ]);
  });
});
