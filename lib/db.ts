import { Kysely, PostgresDialect } from 'kysely';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import pg from 'pg';
import type { Logger } from './log.ts';

export interface Database<Schema> {
  /** Reads; writes on it do not compile. May be answered by a replica, so never read here what was just written. */
  readonly read: ReadonlyKysely<Schema>;
  /** The primary: every write, every transaction, and reads that must see them. */
  readonly write: Kysely<Schema>;
  /** Resolves when the primary answers; rejects otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly primaryUrl: string;
  readonly replicaUrls: readonly string[];
  /** Connections per node. */
  readonly poolSize: number;
  /** Longest wait for a connection, made or freed. */
  readonly acquireTimeoutMs: number;
  readonly applicationName: string;
  readonly logger: Logger;
}

/** Above the server's own statement_timeout (2 s, set on the role): only a server that hangs gets this far. */
const QUERY_TIMEOUT_MS = 3_000;
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

function createPool(connectionString: string, options: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: options.poolSize,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.acquireTimeoutMs,
    query_timeout: QUERY_TIMEOUT_MS,
    types,
  });
  pool.on('error', (error) => options.logger.warn({ err: error }, 'an idle database connection was lost'));
  // Lost while in use, it fails its statement; the event besides would end the process if nobody listened.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Spreads connections over the replicas in turn; one that cannot be reached is passed over, the primary comes last. */
function createReplicaFirstPool(replicas: readonly pg.Pool[], primary: pg.Pool, logger: Logger): PostgresPool {
  let turn = 0;
  return {
    options: primary.options,
    async connect(): Promise<PostgresPoolClient> {
      const start = turn++;
      for (let i = 0; i < replicas.length; i++) {
        try {
          return await (replicas[(start + i) % replicas.length] as pg.Pool).connect();
        } catch (error) {
          logger.warn({ err: error }, 'a replica could not be reached: trying the next node');
        }
      }
      return primary.connect();
    },
    end: async () => {
      await Promise.all(replicas.map((pool) => pool.end()));
    },
  };
}

/** Opens the pools of one subgraph. Connections are made on first use, so a database that is down does not stop the start. */
export function createDatabase<Schema>(options: DatabaseOptions): Database<Schema> {
  const primary = createPool(options.primaryUrl, options);
  const write = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: primary }) });
  const replicas = options.replicaUrls.map((url) => createPool(url, options));
  const read =
    replicas.length === 0
      ? write
      : new Kysely<Schema>({
          dialect: new PostgresDialect({ pool: createReplicaFirstPool(replicas, primary, options.logger) }),
        });
  return {
    read: read as never,
    write,
    ping: async () => {
      await primary.query('select 1');
    },
    close: async () => {
      await Promise.all([primary.end(), ...replicas.map((pool) => pool.end())]);
    },
  };
}
