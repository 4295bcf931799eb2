import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgresCluster } from '../../lib/cluster/postgres-cluster.ts';
import { ensureDatabase } from '../../lib/db-admin.ts';
import { migrateDatabase } from '../../scripts/migrate.ts';
import { ROLE_PASSWORD, subgraphUrls } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseAdminUrl: string;
  }
}

/** One PostgreSQL for all integration test files; each file clones the migrated template for itself. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(path.join(tmpdir(), 'integration-postgres-'));
  const cluster = await startPostgresCluster({
    directory,
    superuserPassword: ROLE_PASSWORD,
    replicaCount: 0,
    settings: { fsync: 'off' },
  });
  const adminUrl = cluster.primary.url();
  await ensureDatabase(adminUrl, 'migrated_template');
  const templateUrl = cluster.primary.url(undefined, undefined, 'migrated_template');
  await migrateDatabase({ ADMIN_DATABASE_URL: templateUrl, ...subgraphUrls(templateUrl) });
  project.provide('databaseAdminUrl', adminUrl);
  return async () => {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
