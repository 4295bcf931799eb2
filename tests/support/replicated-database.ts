import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { startPostgresCluster } from '../../lib/cluster/postgres-cluster.ts';
import type { PostgresCluster, PostgresClusterOptions } from '../../lib/cluster/postgres-cluster.ts';
import type { PostgresNode } from '../../lib/cluster/postgres-node.ts';
import { createDatabase } from '../../lib/db.ts';
import type { Database, DatabaseOptions } from '../../lib/db.ts';
import { ensureReceiverStatus, ensureRoleWithSchema, withAdministrator } from '../../lib/db-admin.ts';
import { createDatabaseSession } from '../../lib/db-session.ts';
import type { DatabaseSession } from '../../lib/db-session.ts';

/** Tables of the tests: counters that are written and read back. */
export interface NotesSchema {
  notes: { id: number; value: number };
}

export interface ReplicatedDatabase {
  readonly cluster: PostgresCluster;
  readonly database: Database<NotesSchema>;
  /** What the database has logged, a record a line. */
  readonly logs: readonly Record<string, unknown>[];
  /** Another process of the service, as far as PostgreSQL can tell. */
  open(options?: Partial<DatabaseOptions>): Database<NotesSchema>;
  session(options?: Partial<DatabaseSession>): DatabaseSession;
  /** The name by which the database calls a node. */
  readonly nameOf: (node: PostgresNode) => string;
  /** Runs SQL on one node as its administrator. */
  query<Row extends pg.QueryResultRow>(node: PostgresNode, sql: string): Promise<Row[]>;
  /** Resolves when every node answers reads. */
  untilHealthy(): Promise<void>;
  close(): Promise<void>;
}

const PASSWORD = 'integration-tests-only';
const ROLE = 'app_notes';

/** A primary and two replicas of the test's own, with a table of 100 notes, and a database that routes over them. */
export async function startReplicatedDatabase(
  clusterOptions: Partial<PostgresClusterOptions> = {},
  databaseOptions: Partial<DatabaseOptions> = {},
): Promise<ReplicatedDatabase> {
  const directory = await mkdtemp(path.join(tmpdir(), 'replicated-'));
  await chmod(directory, 0o711);
  const cluster = await startPostgresCluster({
    directory,
    superuserPassword: PASSWORD,
    ...clusterOptions,
    settings: { fsync: 'off', shared_buffers: '32MB', ...clusterOptions.settings },
  });
  await withAdministrator(cluster.primary.url(), async (client) => {
    await ensureReceiverStatus(client);
    await ensureRoleWithSchema(client, {
      name: ROLE,
      password: PASSWORD,
      settings: { statement_timeout: '2s', lock_timeout: '1s' },
    });
    await client.query(`
      create table ${ROLE}.notes (id integer primary key, value integer not null);
      insert into ${ROLE}.notes select n, 0 from generate_series(1, 100) n`);
  });
  const logs: Record<string, unknown>[] = [];
  const logger = pino(
    { level: 'debug' },
    { write: (line: string) => void logs.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const opened: Database<NotesSchema>[] = [];
  const urlOf = (node: PostgresNode): string => node.url(ROLE, PASSWORD);
  const open = (options: Partial<DatabaseOptions> = {}): Database<NotesSchema> => {
    const database = createDatabase<NotesSchema>({
      primaryUrl: urlOf(cluster.primary),
      replicaUrls: cluster.replicas.map(urlOf),
      poolSize: 10,
      acquireTimeoutMs: 500,
      applicationName: 'notes',
      logger,
      ...options,
    });
    opened.push(database);
    return database;
  };
  const nameOf = ({ host, port }: PostgresNode): string => `${host}:${port}/postgres`;
  const query = async <Row extends pg.QueryResultRow>(node: PostgresNode, sql: string): Promise<Row[]> =>
    withAdministrator(node.url(), async (client) => (await client.query<Row>(sql)).rows);
  const database = open(databaseOptions);
  const session = (options: Partial<DatabaseSession> = {}): DatabaseSession =>
    createDatabaseSession({ logger, ...options });
  const untilHealthy = async (): Promise<void> => {
    const replicas = new Set(cluster.replicas.map(nameOf));
    const deadline = Date.now() + 20_000;
    while (replicas.size > 0) {
      if (Date.now() > deadline) throw new Error(`no reads from ${[...replicas].join(', ')}`);
      const asked = session();
      await database.forSession(asked).read.selectFrom('notes').select('id').limit(1).execute();
      for (const name of asked.nodes) replicas.delete(name);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await untilHealthy();
  return {
    cluster,
    database,
    logs,
    open,
    session,
    nameOf,
    query,
    untilHealthy,
    async close() {
      await Promise.all(opened.map((each) => each.close()));
      await cluster.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
