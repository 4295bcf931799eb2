import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('a subgraph role may not change the structure of its schema', async () => {
  const rows = await database.query(`select has_schema_privilege('app_user', 'app_user', 'create') as allowed`);
  expect(rows).toEqual([{ allowed: false }]);
});
