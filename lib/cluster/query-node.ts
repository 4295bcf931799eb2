import { withAdministrator } from '../db-admin.ts';
import { ClusterError } from './cluster-error.ts';
import type { PostgresNode } from './postgres-node.ts';

const TIMEOUT_MS = 2_000;

/**
 * Runs one statement on a node as its administrator. @throws ClusterError when the node does not carry it out in time:
 * 5 s to connect, then `timeoutMs`.
 */
export async function queryNode<Row extends object>(
  node: PostgresNode,
  sql: string,
  values: readonly unknown[] = [],
  timeoutMs = TIMEOUT_MS,
): Promise<Row[]> {
  try {
    const query = withAdministrator(node.url(), (client) => client.query<Row>(sql, [...values]), timeoutMs);
    return (await query).rows;
  } catch (error) {
    throw new ClusterError(
      `${node.name} does not answer (${(error as Error).message}): kill it, or wait until it does.`,
    );
  }
}
