import {
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { CompiledQuery, Dialect, Driver, PostgresPoolClient, QueryResult } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { Registry } from 'prom-client';
import { createHealthMonitor } from './db-health.ts';
import { createDatabaseMetrics } from './db-metrics.ts';
import { createDatabaseNodes } from './db-node.ts';
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
  /**
   * Which node is the primary by now: 0 is that of `primaryUrl`, then come the replicas in their order.
   * @throws AppError UPSTREAM_UNAVAILABLE while none is known.
   */
  findPrimary(): Promise<number>;
  /** Resolves when the primary answers; rejects otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** The node that is the primary to begin with; which one is later on is found out. */
  readonly primaryUrl: string;
  readonly replicaUrls: readonly string[];
  /** Connections to all nodes together, the one to each that watches it included; at least two for each are made. */
  readonly poolSize: number;
  /** Longest wait for a connection, made or freed. */
  readonly acquireTimeoutMs: number;
  readonly applicationName: string;
  readonly logger: Logger;
  readonly metrics?: Registry;
}

const compiler = new PostgresQueryCompiler();
const adapter = new PostgresAdapter();

const dialectOf = (driver: Driver): Dialect => ({
  createDriver: () => driver,
  createQueryCompiler: () => compiler,
  createAdapter: () => adapter,
  createIntrospector: (db) => new PostgresIntrospector(db),
});

const noDriver = new DummyDriver();
const readDialect = dialectOf(noDriver);

type Execute = (query: CompiledQuery) => Promise<QueryResult<unknown>>;

/** Each statement may go to another node, so none holds a connection for the next. */
class ReadExecutor extends DefaultQueryExecutor {
  readonly #execute: Execute;

  constructor(execute: Execute) {
    super(compiler, adapter, {
      async provideConnection() {
        throw new Error('A read has no connection: begin a transaction on `write`, and ask for a page, not a stream.');
      },
    });
    this.#execute = execute;
  }

  override executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#execute(query) as Promise<QueryResult<Row>>;
  }
}

/** Made for each request, and what Kysely makes from a dialect alone takes longer than a read. */
const createReader = <Schema>(execute: Execute): Kysely<Schema> =>
  new Kysely<Schema>({
    config: { dialect: readDialect },
    dialect: readDialect,
    driver: noDriver,
    executor: new ReadExecutor(execute),
  });

/** Few requests write, so what writes is made when it is asked for. */
class LazySession<Schema> implements SessionDatabase<Schema> {
  readonly read: ReadonlyKysely<Schema>;
  readonly #createWriter: () => Kysely<Schema>;
  #writer: Kysely<Schema> | undefined;

  constructor(read: Kysely<Schema>, createWriter: () => Kysely<Schema>) {
    this.read = read as never;
    this.#createWriter = createWriter;
  }

  get write(): Kysely<Schema> {
    return (this.#writer ??= this.#createWriter());
  }
}

/** Opens the nodes of one subgraph. They are looked for at once, and one that is down does not stop the start. */
export function createDatabase<Schema>(options: DatabaseOptions): Database<Schema> {
  const { primaryUrl, replicaUrls, logger, acquireTimeoutMs } = options;
  const nodes = createDatabaseNodes([primaryUrl, ...replicaUrls], options);
  const health = createHealthMonitor(nodes, logger);
  const metrics = createDatabaseMetrics(options.metrics);
  metrics.watch(health);
  const router = createDatabaseRouter({
    health,
    metrics,
    reportSlow: createSlowStatementLog(),
    acquireTimeoutMs,
  });

  const createWriter = (sessionOf: () => DatabaseSession, actor?: string): Kysely<Schema> =>
    new Kysely<Schema>({
      dialect: dialectOf(
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
      ),
    });

  return {
    write: createWriter(() => createDatabaseSession({ logger })),
    forSession(session, actor) {
      return new LazySession<Schema>(
        createReader(({ sql, parameters }) => router.read(session, { sql, parameters, actor })),
        () => createWriter(() => session, actor),
      );
    },
    findPrimary: async () => nodes.indexOf(await router.findPrimary()),
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
