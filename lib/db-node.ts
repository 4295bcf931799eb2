import pg from 'pg';
import { cancelStatement } from './db-cancel.ts';
import { createDeadline } from './db-deadline.ts';
import type { Deadline } from './db-deadline.ts';
import { QUERY_TIMEOUT_MESSAGE } from './db-errors.ts';
import { createConnectionPools } from './db-pools.ts';
import type { ConnectionPool, PooledConnection } from './db-pool.ts';
import { sendStatement } from './db-statement.ts';
import type { Statement } from './db-statement.ts';

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
  run(statement: Statement, signal?: AbortSignal): Promise<pg.QueryResult>;
  /** Gives the connection back, or closes it when it may be in an unknown state. */
  release(): void;
}

/** One PostgreSQL server, with the connections of this process to it. */
export interface DatabaseNode {
  /** `host:port/database`. */
  readonly name: string;
  /** Statements and transactions that run or wait for a connection. */
  readonly outstanding: number;
  /** For statements and transactions; the other nodes may have taken some of them. */
  readonly maxConnections: number;
  /** Waits for a connection, made or freed, until the acquire timeout. */
  connect(): NodeConnection | Promise<NodeConnection>;
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

export interface DatabaseNodesOptions {
  /** Connections to all nodes together. */
  readonly poolSize: number;
  readonly acquireTimeoutMs: number;
  readonly applicationName: string;
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

/** Connections for one kind of work, and how long a statement may take there. */
interface Lane {
  readonly pool: ConnectionPool;
  readonly deadline: Deadline;
}

function connectionOf({ pool, deadline }: Lane, pooled: PooledConnection, onRelease: () => void): NodeConnection {
  const { client } = pooled;
  let isBroken = false;
  return {
    run: (statement, signal) =>
      new Promise((resolve, reject) => {
        // Cancelled while it waits for a standby, a commit would claim to be what it is not.
        const cancelledBy = signal && !COMMIT.test(statement.sql) ? signal : undefined;
        const cancel = (): void => {
          isBroken = true;
          cancelStatement(client);
        };
        cancelledBy?.addEventListener('abort', cancel, { once: true });
        const fail = (error: Error): void => {
          // Without an answer of the server nobody knows what still runs on the connection.
          if (!(error instanceof pg.DatabaseError)) isBroken = true;
          reject(error);
        };
        const endWatch = deadline.watch(() => fail(new Error(QUERY_TIMEOUT_MESSAGE)));
        sendStatement(client, statement, (error, result) => {
          endWatch();
          cancelledBy?.removeEventListener('abort', cancel);
          if (error) fail(error);
          else resolve(result);
        });
      }),
    release() {
      onRelease();
      pool.release(pooled, isBroken);
    },
  };
}

function createDatabaseNode(connectionString: string, statements: Lane, inspections: Lane): DatabaseNode {
  const { host, pathname } = new URL(connectionString);
  const name = host + pathname;
  let outstanding = 0;

  const countDown = (): void => void outstanding--;

  function connect(lane = statements): NodeConnection | Promise<NodeConnection> {
    outstanding++;
    const idle = lane.pool.takeIdle();
    if (idle) return connectionOf(lane, idle, countDown);
    return lane.pool.acquire().then(
      (pooled) => connectionOf(lane, pooled, countDown),
      (error: unknown) => {
        countDown();
        throw error;
      },
    );
  }

  async function query<Row>(sql: string, lane?: Lane): Promise<Row> {
    const connection = await connect(lane);
    try {
      const { rows } = await connection.run({ sql, parameters: [], actor: undefined });
      return rows[0] as Row;
    } finally {
      connection.release();
    }
  }

  return {
    name,
    maxConnections: statements.pool.maxConnections,
    get outstanding() {
      return outstanding;
    },
    connect: () => connect(),
    inspect: () => query<NodeStatus>(INSPECT, inspections),
    findReplayLsn: async () => (await query<{ lsn: number }>(REPLAY_LSN)).lsn,
    findInsertLsn: async () => (await query<{ lsn: number }>(INSERT_LSN)).lsn,
    dropConnections: (cut) => statements.pool.drop(cut),
    async close() {
      await Promise.all([statements.pool.close(), inspections.pool.close()]);
    },
  };
}

/** One connection to each node is kept to look at it, and the rest is for statements: at least one for each. */
export function createDatabaseNodes(
  urls: readonly string[],
  { poolSize, acquireTimeoutMs, applicationName }: DatabaseNodesOptions,
): readonly DatabaseNode[] {
  const createLanes = (maxConnections: number, maxWaitMs: number, statementTimeoutMs: number): Lane[] => {
    const deadline = createDeadline(statementTimeoutMs);
    const pools = createConnectionPools(urls, { maxConnections, acquireTimeoutMs: maxWaitMs, applicationName });
    return pools.map((pool) => ({ pool, deadline }));
  };
  const statements = createLanes(Math.max(urls.length, poolSize - urls.length), acquireTimeoutMs, QUERY_TIMEOUT_MS);
  const inspections = createLanes(urls.length, INSPECT_TIMEOUT_MS, INSPECT_TIMEOUT_MS);
  return urls.map((url, i) => createDatabaseNode(url, statements[i] as Lane, inspections[i] as Lane));
}
