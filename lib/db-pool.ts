import { openConnection } from './db-connection.ts';
import type { OpenedConnection } from './db-connection.ts';
import { PoolExhaustedError } from './db-errors.ts';

/** A connection that is open. Whoever has acquired it has it alone. */
export type PooledConnection = Pick<OpenedConnection, 'client'>;

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

/** A pool as those see it that share a limit with it. */
export interface SharingPool extends ConnectionPool {
  /** Connections that are open or opening. */
  readonly size: number;
  /** Opens one more connection when somebody waits for it and there is room. */
  grow(): void;
  /** Closes the one that is unused for longest; false when all were used since. */
  closeOldestIdle(unusedSinceMs: number): boolean;
}

/** What several pools may have together. */
export interface ConnectionLimit {
  hasRoomFor(pool: SharingPool): boolean;
  /** Closes a connection of another pool that has one to spare; its place is offered when it is gone. */
  makeRoomFor(pool: SharingPool): void;
  /** Offers its place to whoever waits. */
  connectionClosed(): void;
}

export interface ConnectionPoolOptions {
  readonly limit: ConnectionLimit;
  readonly maxConnections: number;
  readonly acquireTimeoutMs: number;
  readonly applicationName: string;
}

/** Unused for so long, a connection is closed. */
const IDLE_LIMIT_MS = 10_000;

interface Member extends OpenedConnection {
  isInUse: boolean;
  isDropped: boolean;
  idleSinceMs: number;
}

interface Waiter {
  readonly take: (member: Member) => void;
  readonly fail: (error: Error) => void;
}

export function createConnectionPool(
  connectionString: string,
  { limit, maxConnections, acquireTimeoutMs, applicationName }: ConnectionPoolOptions,
): SharingPool {
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
    const opened = openConnection(connectionString, { connectTimeoutMs: acquireTimeoutMs, applicationName });
    const member: Member = { ...opened, isInUse: true, isDropped: false, idleSinceMs: 0 };
    const { socket } = member;
    members.add(member);
    openingCount++;
    socket.once('close', () => {
      members.delete(member);
      const index = idle.indexOf(member);
      if (index >= 0) idle.splice(index, 1);
      limit.connectionClosed();
    });
    member.ready.then(
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

  const pool: SharingPool = {
    get size() {
      return members.size;
    },
    maxConnections,
    grow() {
      if (waiters.size <= openingCount) return;
      if (limit.hasRoomFor(pool)) open();
      else limit.makeRoomFor(pool);
    },
    closeOldestIdle,
    takeIdle() {
      const member = idle.pop();
      if (member) member.isInUse = true;
      return member;
    },
    acquire() {
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
    release(connection, isBroken) {
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
    drop(cut) {
      idle.length = 0;
      for (const member of members) {
        member.isDropped = true;
        // Not politely: a node that hangs would never answer.
        if (cut || !member.isInUse) member.socket.destroy();
      }
    },
    async close() {
      isClosed = true;
      clearInterval(sweep);
      while (closeOldestIdle(Infinity));
      // Not by `once` of node:events, which rejects when a server resets the connection instead of closing it.
      await Promise.all([...members].map(({ socket }) => new Promise((resolve) => socket.once('close', resolve))));
    },
  };
  return pool;
}
