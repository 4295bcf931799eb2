import { Socket } from 'node:net';
import pg from 'pg';
import { PoolExhaustedError } from './db-errors.ts';

/** A connection that is open. Whoever has acquired it has it alone. */
export interface PooledConnection {
  readonly client: pg.Client;
}

/** The connections of this process to one node. */
export interface ConnectionPool {
  /** The most that it can have while the other pools have no more than what is kept for them. */
  readonly maxConnections: number;
  /** One that is open and that nobody uses. */
  takeIdle(): PooledConnection | undefined;
  /** Waits for one, made or freed. @throws PoolExhaustedError after the acquire timeout, or why none can be made. */
  acquire(): Promise<PooledConnection>;
  /** Gives it back; one that may be in an unknown state is closed. */
  release(connection: PooledConnection, isBroken: boolean): void;
  /** Uses no connection again that was made so far. With `cut` those that are in use are closed too. */
  drop(cut: boolean): void;
  /** Resolves when all are closed; those in use once they are given back. */
  close(): Promise<void>;
}

export interface ConnectionPoolOptions {
  /** Of all pools together. */
  readonly maxConnections: number;
  readonly acquireTimeoutMs: number;
  readonly applicationName: string;
}

/** Unused for so long, a connection is closed. */
const IDLE_LIMIT_MS = 10_000;
/** Unused for so long, a connection may be closed for another pool that lacks one: making it again costs milliseconds. */
const SPARE_AFTER_MS = 1_000;

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

interface Member extends PooledConnection {
  readonly socket: Socket;
  isInUse: boolean;
  isDropped: boolean;
  idleSinceMs: number;
}

interface Waiter {
  readonly take: (member: Member) => void;
  readonly fail: (error: Error) => void;
}

/**
 * A pool for each node, with one limit for all: the connections go where they are needed, and every node is sure of a few,
 * so that no node that hangs can take them all. Nothing is connected before the first use.
 */
export function createConnectionPools(
  connectionStrings: readonly string[],
  options: ConnectionPoolOptions,
): readonly ConnectionPool[] {
  const { maxConnections, acquireTimeoutMs } = options;
  /** For each node, whatever the others have: together half of all. */
  const keptPerNode = Math.max(1, Math.floor(maxConnections / (2 * connectionStrings.length)));
  const pools = connectionStrings.map((connectionString) => createPool(connectionString));

  const hasRoom = (pool: (typeof pools)[number]): boolean =>
    pools.reduce((sum, each) => sum + (each === pool ? each.size + 1 : Math.max(each.size, keptPerNode)), 0) <=
    maxConnections;

  function createPool(connectionString: string) {
    const members = new Set<Member>();
    /** Last used last. */
    const idle: Member[] = [];
    const waiters = new Set<Waiter>();
    let openingCount = 0;
    let isClosed = false;
    const sweep = setInterval(() => {
      const limitMs = performance.now() - IDLE_LIMIT_MS;
      while (closeOldestIdle(limitMs));
    }, IDLE_LIMIT_MS);
    sweep.unref();

    function closeOldestIdle(unusedSinceMs: number): boolean {
      const [oldest] = idle;
      if (!oldest || oldest.idleSinceMs > unusedSinceMs) return false;
      idle.shift();
      void oldest.client.end();
      return true;
    }

    function open(): void {
      const socket = new Socket();
      const client = new pg.Client({
        connectionString,
        application_name: options.applicationName,
        connectionTimeoutMillis: acquireTimeoutMs,
        types,
        stream: () => socket,
      });
      const member: Member = { client, socket, isInUse: true, isDropped: false, idleSinceMs: 0 };
      members.add(member);
      openingCount++;
      // Lost while in use, it fails its statement; the event besides would end the process if nobody listened.
      client.on('error', () => undefined);
      socket.once('close', () => {
        members.delete(member);
        const index = idle.indexOf(member);
        if (index >= 0) idle.splice(index, 1);
        for (const pool of pools) pool.grow();
      });
      client.connect().then(
        () => {
          openingCount--;
          pool.release(member, false);
        },
        (error: Error) => {
          openingCount--;
          socket.destroy();
          const [first] = waiters;
          first?.fail(error);
        },
      );
    }

    const pool = {
      get size() {
        return members.size;
      },
      maxConnections: maxConnections - keptPerNode * (connectionStrings.length - 1),
      /** Opens one more connection when somebody waits for it, or takes it from a pool that has one to spare. */
      grow(): void {
        if (waiters.size <= openingCount) return;
        if (hasRoom(pool)) return open();
        const spareSinceMs = performance.now() - SPARE_AFTER_MS;
        const rich = pools.filter((each) => each !== pool && each.size > keptPerNode);
        rich.some((each) => each.closeOldestIdle(spareSinceMs));
      },
      closeOldestIdle,
      takeIdle(): PooledConnection | undefined {
        const member = idle.pop();
        if (member) member.isInUse = true;
        return member;
      },
      acquire(): Promise<PooledConnection> {
        if (isClosed) return Promise.reject(new Error('The database is closed.'));
        return new Promise((resolve, reject) => {
          const settle = (): void => {
            clearTimeout(timer);
            waiters.delete(waiter);
          };
          const waiter: Waiter = {
            take: (taken) => (settle(), resolve(taken)),
            fail: (error) => (settle(), reject(error)),
          };
          waiters.add(waiter);
          pool.grow();
          // After that of the connection under way, whose failure says more.
          const timer = setTimeout(() => waiter.fail(new PoolExhaustedError()), acquireTimeoutMs);
        });
      },
      release(connection: PooledConnection, isBroken: boolean): void {
        const member = connection as Member;
        member.isInUse = false;
        if (isBroken || isClosed || member.isDropped || member.socket.destroyed) {
          void member.client.end();
          return;
        }
        const [first] = waiters;
        if (first) {
          member.isInUse = true;
          first.take(member);
        } else {
          member.idleSinceMs = performance.now();
          idle.push(member);
        }
      },
      drop(cut: boolean): void {
        idle.length = 0;
        for (const member of members) {
          member.isDropped = true;
          // Not politely: a node that hangs would never answer.
          if (cut || !member.isInUse) member.socket.destroy();
        }
      },
      async close(): Promise<void> {
        isClosed = true;
        clearInterval(sweep);
        while (closeOldestIdle(Infinity));
        // Not by `once` of node:events, which rejects when a server resets the connection instead of closing it.
        await Promise.all([...members].map(({ socket }) => new Promise((resolve) => socket.once('close', resolve))));
      },
    };
    return pool;
  }

  return pools;
}
