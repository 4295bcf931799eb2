import pg from 'pg';
import { queryAs } from './db-actor.ts';
import { cancelStatement } from './db-cancel.ts';
import type { Logger } from './log.ts';

/** What a node says of itself. */
export interface NodeStatus {
  readonly inRecovery: boolean;
  readonly systemId: string;
  /** Of a replica: the one it receives; null while it receives nothing. */
  readonly timeline: number | null;
  /** Bytes of log: flushed on a primary, replayed on a replica. */
  readonly lsn: number;
  readonly isStreaming: boolean;
}

/** A connection of a node for one statement or one transaction. */
export interface NodeConnection {
  /** When the signal aborts meanwhile, the statement is cancelled in the server and rejects. */
  readonly run: (
    sql: string,
    parameters: readonly unknown[],
    signal?: AbortSignal,
    actor?: string,
  ) => Promise<pg.QueryResult>;
  /** Gives the connection back, or closes it when it may be in an unknown state. */
  readonly release: () => void;
}

/** One PostgreSQL server, with the connections of this process to it. */
export interface DatabaseNode {
  /** `host:port/database`. */
  readonly name: string;
  /** Statements and transactions that run or wait for a connection. */
  readonly outstanding: number;
  /** Waits for a connection, made or freed, until the acquire timeout. */
  connect(): Promise<NodeConnection>;
  /** Asks the node what it is, on a connection apart from the pool: a full pool is not a sick node. */
  inspect(): Promise<NodeStatus>;
  /** Bytes of log that a replica has replayed, at once. */
  findReplayLsn(): Promise<number>;
  /** Bytes of log that a primary has written so far, commits of any connection included. */
  findInsertLsn(): Promise<number>;
  /** Uses no connection again that was made so far. With `cut` those that are busy are closed too. */
  dropConnections(cut: boolean): void;
  close(): Promise<void>;
}

export interface DatabaseNodeOptions {
  readonly poolSize: number;
  readonly acquireTimeoutMs: number;
  readonly applicationName: string;
  readonly logger: Logger;
}

/** Above the server's own statement_timeout (2 s, set on the role): only a server that hangs gets this far. */
const QUERY_TIMEOUT_MS = 3_000;
/** Of an inspection: with one each second, a node that hangs is known within 2 s. */
const INSPECT_TIMEOUT_MS = 800;
/** pg_walfile_name refuses to work in recovery, and pg_control_checkpoint is behind after a promotion. */
const INSPECT = `
  select pg_is_in_recovery() as "inRecovery",
         (select system_identifier::text from pg_control_system()) as "systemId",
         case when pg_is_in_recovery() then receiver.timeline
              else ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int end as timeline,
         (case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
               else pg_current_wal_flush_lsn() end - '0/0')::int8 as lsn,
         coalesce(receiver.status = 'streaming', false) as "isStreaming"
    from public.wal_receiver() receiver`;
const REPLAY_LSN = `select (pg_last_wal_replay_lsn() - '0/0')::int8 as lsn`;
const INSERT_LSN = `select (pg_current_wal_insert_lsn() - '0/0')::int8 as lsn`;

const COMMIT = /^commit\b/i;

const INT8_OID = 20;
const DATE_OID = 1082;
/** bigint columns hold counts and sizes below 2^53 here, so they come as numbers; a date has no zone, so it stays text. */
const parsers = new Map<number, (value: string) => unknown>([
  [INT8_OID, Number],
  [DATE_OID, String],
]);
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): ((value: string) => unknown) =>
    parsers.get(oid) ?? (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
};

/** Nothing is connected before the first use. */
export function createDatabaseNode(connectionString: string, options: DatabaseNodeOptions): DatabaseNode {
  const { host, pathname } = new URL(connectionString);
  const name = host + pathname;
  const busy = new Set<pg.PoolClient>();
  let outstanding = 0;

  function createPool(max: number, acquireTimeoutMs: number, queryTimeoutMs: number): pg.Pool {
    const created = new pg.Pool({
      connectionString,
      max,
      application_name: options.applicationName,
      connectionTimeoutMillis: acquireTimeoutMs,
      query_timeout: queryTimeoutMs,
      types,
    });
    created.on('error', (error) => options.logger.debug({ err: error, node: name }, 'an idle connection was lost'));
    // Lost while in use, it fails its statement; the event besides would end the process if nobody listened.
    created.on('connect', (client) => client.on('error', () => undefined));
    return created;
  }

  const createStatementPool = (): pg.Pool => createPool(options.poolSize, options.acquireTimeoutMs, QUERY_TIMEOUT_MS);
  const inspections = createPool(1, INSPECT_TIMEOUT_MS, INSPECT_TIMEOUT_MS);
  let statements = createStatementPool();

  async function connect(): Promise<NodeConnection> {
    outstanding++;
    const client = await statements.connect().catch((error: unknown) => {
      outstanding--;
      throw error;
    });
    busy.add(client);
    let isBroken = false;
    return {
      async run(sql, parameters, signal, actor) {
        const cancel = (): void => {
          isBroken = true;
          cancelStatement(client);
        };
        // Cancelled while it waits for a standby, a commit would claim to be what it is not.
        if (!COMMIT.test(sql)) signal?.addEventListener('abort', cancel, { once: true });
        try {
          return await queryAs(client, actor, sql, parameters);
        } catch (error) {
          // Without an answer of the server nobody knows what still runs on the connection.
          if (!(error instanceof pg.DatabaseError)) isBroken = true;
          throw error;
        } finally {
          signal?.removeEventListener('abort', cancel);
        }
      },
      release() {
        outstanding--;
        busy.delete(client);
        client.release(isBroken);
      },
    };
  }

  async function findLsn(sql: string): Promise<number> {
    const { rows } = await statements.query<{ lsn: number }>(sql);
    return rows[0]?.lsn ?? 0;
  }

  return {
    name,
    get outstanding() {
      return outstanding;
    },
    connect,
    async inspect() {
      const { rows } = await inspections.query<NodeStatus>(INSPECT);
      return rows[0] as NodeStatus;
    },
    findReplayLsn: () => findLsn(REPLAY_LSN),
    findInsertLsn: () => findLsn(INSERT_LSN),
    dropConnections(cut) {
      const dropped = statements;
      statements = createStatementPool();
      void dropped.end();
      // The pool's own type hides that a client can be ended, which cuts off what runs on it.
      if (cut) for (const client of busy) void (client as unknown as pg.Client).end();
    },
    async close() {
      await Promise.all([statements.end(), inspections.end()]);
    },
  };
}
