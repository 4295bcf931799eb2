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

/** A file of migrations/. */
export interface MigrationModule extends Migration {
  /** For what PostgreSQL refuses in a transaction, such as an index that is built while its table is written to. */
  readonly runsOutsideTransaction?: true;
}

/** The files of migrations/. */
export const migrationProvider = {
  async getMigrations() {
    const files = (await readdir(MIGRATIONS)).filter((name) => /^\d{4}_[a-z0-9_]+\.ts$/.test(name)).sort();
    const entries = files.map(async (file): Promise<[string, MigrationModule]> => {
      const migration = (await import(new URL(file, MIGRATIONS).href)) as MigrationModule;
      return [file.replace(/\.ts$/, ''), migration];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
} satisfies MigrationProvider;

/** Role and password of a subgraph, as its own URL names them. */
function roleOf(url: string): { name: string; password: string } {
  const { username, password } = new URL(url);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/**
 * Brings roles, schemas and tables up to date and returns the names of the migrations that ran, each in a transaction of
 * its own unless it refuses one. Safe to run from several places at once.
 * @throws Error naming the migration that failed: those before it stay, and running it again goes on from there.
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
      const modules = await migrationProvider.getMigrations();
      const migrator = new Migrator({ db, provider: migrationProvider, migrationTableSchema: 'migrations' });
      const pending = (await migrator.getMigrations()).filter(({ executedAt }) => executedAt === undefined);
      for (const { name } of pending) {
        const { error } = await migrator.migrateUp({
          disableTransactions: modules[name]?.runsOutsideTransaction ?? false,
        });
        if (error === undefined) continue;
        const reason = error instanceof Error ? error.message : 'unknown';
        throw new Error(`Migration ${name} failed: ${reason}`, { cause: error });
      }
      return pending.map(({ name }) => name);
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
