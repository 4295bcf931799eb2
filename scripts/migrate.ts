import { readdir } from 'node:fs/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration, MigrationProvider } from 'kysely/migration';
import { z } from 'zod';
import { loadConfig, postgresUrl } from '../lib/config.ts';
import {
  createAdministratorPool,
  ensureReceiverStatus,
  ensureRoleWithSchema,
  withAdministrator,
} from '../lib/db-admin.ts';

export const migrateConfig = z.object({
  ADMIN_DATABASE_URL: postgresUrl.describe('The primary, as a role that may create roles and schemas.'),
  USER_DATABASE_URL: postgresUrl.describe('The primary, with the role and password of the user subgraph.'),
  REGISTRY_DATABASE_URL: postgresUrl.describe('The primary, with the role and password of the registry subgraph.'),
  VALUATION_DATABASE_URL: postgresUrl.describe('The primary, with the role and password of the valuation subgraph.'),
  AI_DATABASE_URL: postgresUrl.describe('The primary, with the role and password of the ai subgraph.'),
});

/** Where and as whom to migrate; the names are those of the environment. */
export type MigrateConfig = z.infer<typeof migrateConfig>;

const MIGRATIONS = new URL('../migrations/', import.meta.url);
/** Serialises concurrent runs, role creation included; the number means nothing but this. */
const ADVISORY_LOCK_ID = 4_242_001;
const ROLE_SETTINGS = {
  statement_timeout: '2s',
  lock_timeout: '1s',
  idle_in_transaction_session_timeout: '5s',
};

/** The files of migrations/. */
export const migrationProvider: MigrationProvider = {
  async getMigrations() {
    const files = (await readdir(MIGRATIONS)).filter((name) => /^\d{4}_[a-z0-9_]+\.ts$/.test(name)).sort();
    const entries = files.map(async (file): Promise<[string, Migration]> => {
      const migration = (await import(new URL(file, MIGRATIONS).href)) as Migration;
      return [file.replace(/\.ts$/, ''), migration];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
};

/** Role and password of a subgraph, as its own URL names them. */
function roleOf(url: string): { name: string; password: string } {
  const { username, password } = new URL(url);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/**
 * Brings roles, schemas and tables up to date and returns the names of the migrations that ran.
 * Safe to run from several places at once. @throws Error naming the migration that failed; it changed nothing.
 */
export async function migrateDatabase(config: MigrateConfig): Promise<string[]> {
  const { ADMIN_DATABASE_URL: adminUrl, ...subgraphUrls } = config;
  return withAdministrator(adminUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK_ID]);
    for (const url of Object.values(subgraphUrls))
      await ensureRoleWithSchema(client, { ...roleOf(url), settings: ROLE_SETTINGS });

    await ensureReceiverStatus(client);

    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: createAdministratorPool(adminUrl) }) });
    try {
      const migrator = new Migrator({ db, provider: migrationProvider, migrationTableSchema: 'migrations' });
      const { error, results = [] } = await migrator.migrateToLatest();
      const failed = results.find(({ status }) => status === 'Error');
      if (error !== undefined) {
        const reason = error instanceof Error ? error.message : 'unknown';
        throw new Error(`Migration ${failed?.migrationName ?? '(none started)'} failed: ${reason}`, { cause: error });
      }
      return results.map(({ migrationName }) => migrationName);
    } finally {
      await db.destroy();
    }
  });
}

if (import.meta.main) {
  try {
    const applied = await migrateDatabase(loadConfig('migrate', migrateConfig, process.env));
    console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to apply.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
