import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { CompiledQuery, DatabaseConnection, Driver, PostgresPoolClient, QueryResult } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { Registry } from 'prom-client';
import { createHealthMonitor } from './db-health.ts';
import { createDatabaseMetrics } from './db-metrics.ts';
import { createDatabaseNode } from './db-node.ts';
import { createDatabaseRouter } from './db-router.ts';
import { createDatabaseSession } from './db-session.ts';
import type { DatabaseSession } from './db-session.ts';
import { createSlowStatementLog } from './db-slow-statements.ts';
import type { Logger } from './log.ts';

/** The database as one request sees it. */
export interface SessionDatabase<Schema> {
  /** Reads; writes on it do not compile. Answered by a replica that has all that the session requires. */
  readonly read: ReadonlyKysely<Schema>;
  /** The primary: every write, every transaction, and reads that must not be a moment behind. */
  readonly write: Kysely<Schema>;
}

export interface Database<Schema> {
  /** The primary, for work that no request asked for. */
  readonly write: Kysely<Schema>;
  /** With an actor, such as `user:0192…`, policies show what is that account's, and the audit trail names it. */
  forSession(session: DatabaseSession, actor?: string): SessionDatabase<Schema>;
  /** Resolves when the primary answers; rejects otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** The node that is the primary to begin with; which one is later on is found out. */
  readonly primaryUrl: string;
  readonly replicaUrls: readonly string[];
  /** Connections per node. */
  readonly poolSize: number;
  /** Longest wait for a connection, made or freed. */
  readonly acquireTimeoutMs: number;
  readonly applicationName: string;
  readonly logger: Logger;
  readonly metrics?: Registry;
}

const compiler = new PostgresQueryCompiler();
const adapter = new PostgresAdapter();

type Execute = (query: CompiledQuery) => Promise<QueryResult<unknown>>;

/** Statements each of which may go to another node, so that none of them holds a connection for the next. */
class ReadDriver extends DummyDriver {
  readonly #connection: DatabaseConnection;

  constructor(execute: Execute) {
    super();
    this.#connection = {
      executeQuery: execute as DatabaseConnection['executeQuery'],
      streamQuery() {
        throw new Error('A read is not streamed: ask for a page.');
      },
    };
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  override async beginTransaction(): Promise<void> {
    throw new Error('A transaction belongs to the primary: begin it on `write`.');
  }
}

function createKysely<Schema>(driver: Driver): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createDriver: () => driver,
      createQueryCompiler: () => compiler,
      createAdapter: () => adapter,
      createIntrospector: (db) => new PostgresIntrospector(db),
    },
  });
}

/** Opens the nodes of one subgraph. They are looked for at once, and one that is down does not stop the start. */
export function createDatabase<Schema>(options: DatabaseOptions): Database<Schema> {
  const { primaryUrl, replicaUrls, logger, poolSize, acquireTimeoutMs } = options;
  const nodes = [primaryUrl, ...replicaUrls].map((url) => createDatabaseNode(url, options));
  const health = createHealthMonitor(nodes, logger);
  const metrics = createDatabaseMetrics(options.metrics);
  metrics.watch(health);
  const router = createDatabaseRouter({
    health,
    metrics,
    reportSlow: createSlowStatementLog(),
    // Writes keep at least the other half of the primary's connections.
    maxPrimaryReads: Math.max(1, Math.floor(poolSize / 2)),
    acquireTimeoutMs,
  });

  const createWriter = (sessionOf: () => DatabaseSession, actor?: string): Kysely<Schema> =>
    createKysely<Schema>(
      new PostgresDriver({
        pool: {
          options: {},
          async connect() {
            const { run, release } = await router.connectToPrimary(sessionOf(), actor);
            return { query: run, release } as unknown as PostgresPoolClient;
          },
          end: async () => undefined,
        },
      }),
    );

  return {
    write: createWriter(() => createDatabaseSession({ logger })),
    forSession(session, actor) {
      const reader = new ReadDriver(({ sql, parameters }) => router.read(session, sql, parameters, actor));
      return { read: createKysely<Schema>(reader) as never, write: createWriter(() => session, actor) };
    },
    async ping() {
      const connection = await router.connectToPrimary(createDatabaseSession({ logger }));
      try {
        await connection.run('select 1', []);
      } finally {
        connection.release();
      }
    },
    async close() {
      await health.close();
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}
