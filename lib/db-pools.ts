import { createConnectionPool } from './db-pool.ts';
import type { ConnectionPool, SharingPool } from './db-pool.ts';

export interface ConnectionPoolsOptions {
  /** Of all pools together. */
  readonly maxConnections: number;
  readonly acquireTimeoutMs: number;
  readonly applicationName: string;
}

/** Unused for so long, a connection may be closed for another pool that lacks one: making it again costs milliseconds. */
const SPARE_AFTER_MS = 1_000;

/**
 * A pool for each node, with one limit for all: the connections go where they are needed, and every node is sure of a few,
 * so that no node that hangs can take them all. Nothing is connected before the first use.
 */
export function createConnectionPools(
  connectionStrings: readonly string[],
  { maxConnections, acquireTimeoutMs, applicationName }: ConnectionPoolsOptions,
): readonly ConnectionPool[] {
  /** For each node, whatever the others have: together half of all. */
  const keptPerNode = Math.max(1, Math.floor(maxConnections / (2 * connectionStrings.length)));

  const limit = {
    hasRoomFor: (pool: SharingPool): boolean =>
      pools.reduce((sum, each) => sum + (each === pool ? each.size + 1 : Math.max(each.size, keptPerNode)), 0) <=
      maxConnections,
    makeRoomFor(pool: SharingPool): void {
      const spareSinceMs = performance.now() - SPARE_AFTER_MS;
      const rich = pools.filter((each) => each !== pool && each.size > keptPerNode);
      rich.some((each) => each.closeOldestIdle(spareSinceMs));
    },
    connectionClosed(): void {
      for (const pool of pools) pool.grow();
    },
  };
  const pools = connectionStrings.map((connectionString) =>
    createConnectionPool(connectionString, {
      limit,
      maxConnections: maxConnections - keptPerNode * (connectionStrings.length - 1),
      acquireTimeoutMs,
      applicationName,
    }),
  );
  return pools;
}
