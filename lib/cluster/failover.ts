import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from './cluster-error.ts';
import { isReplicaDirectory } from './postgres-directory.ts';
import type { PostgresNode } from './postgres-node.ts';
import { queryNode } from './query-node.ts';

const POLL_INTERVAL_MS = 50;
const PROMOTION_LIMIT_SECONDS = 60;
/** Within it the server itself says that the promotion took too long. */
const PROMOTION_MARGIN_MS = 2_000;
const FOLLOW_LIMIT_MS = 10_000;
/** Longest for two replicas to write down what a primary that is gone had sent to both. */
const SETTLE_LIMIT_MS = 1_000;

/** What `pg_last_wal_receive_lsn` forgets when its receiver starts anew, the replay has kept. In bytes from the log's beginning. */
const RECEIVED_BYTES = `
  select pg_wal_lsn_diff(
    greatest(coalesce(pg_last_wal_receive_lsn(), '0/0'), coalesce(pg_last_wal_replay_lsn(), '0/0')), '0/0'
  )::float8 as bytes`;

/**
 * Makes sure that the primary takes no more writes: a clean shutdown, which first sends everything to the replicas that
 * stream, or SIGKILL for one that is frozen. Then promotes `wanted`, or the replica that has received most, and returns it.
 */
export async function promoteReplica(
  primary: PostgresNode,
  replicas: readonly PostgresNode[],
  wanted: PostgresNode | undefined,
): Promise<PostgresNode> {
  const candidates = await runningReplicas(replicas);
  if (wanted && !candidates.includes(wanted)) throw await unfit(wanted, primary);
  if (candidates.length === 0)
    throw new ClusterError('No replica runs that could be promoted: start or thaw one first.');
  // One that hangs cannot be compared with the others: better known while there still is a primary.
  await Promise.all(candidates.map(receivedBytes));
  if (primary.pid !== undefined && !primary.isFrozen) {
    await requireStreaming(wanted ? [wanted] : candidates, primary);
    await primary.stop();
  } else await primary.kill();

  const promoted = await requireFurthest(candidates, wanted);
  const limitMs = PROMOTION_LIMIT_SECONDS * 1_000 + PROMOTION_MARGIN_MS;
  await queryNode(promoted, 'select pg_promote(true, $1)', [PROMOTION_LIMIT_SECONDS], limitMs);
  if (await isReplicaDirectory(promoted.directory))
    throw new ClusterError(
      `${promoted.name} was not promoted within ${PROMOTION_LIMIT_SECONDS} s: see its log, ${promoted.directory}.log.`,
    );
  return promoted;
}

/** Resolves with the names of those of `replicas` that do not stream from `primary` within 10 s. */
export async function findStranded(replicas: readonly PostgresNode[], primary: PostgresNode): Promise<string[]> {
  const deadline = performance.now() + FOLLOW_LIMIT_MS;
  const follows = async (replica: PostgresNode): Promise<boolean> => {
    for (;;) {
      if (await isStreaming(replica, primary).catch(() => false)) return true;
      if (performance.now() > deadline) return false;
      await sleep(POLL_INTERVAL_MS);
    }
  };
  const following = await Promise.all(replicas.map(follows));
  return replicas.filter((_, index) => !following[index]).map(({ name }) => name);
}

/** The nodes that run, answer, and follow a primary. */
export async function runningReplicas(nodes: readonly PostgresNode[]): Promise<PostgresNode[]> {
  const running = nodes.filter(({ pid, isFrozen }) => pid !== undefined && !isFrozen);
  const isReplica = await Promise.all(running.map(({ directory }) => isReplicaDirectory(directory)));
  return running.filter((_, index) => isReplica[index]);
}

async function unfit(node: PostgresNode, primary: PostgresNode): Promise<ClusterError> {
  if (node === primary) return new ClusterError(`${node.name} is the primary already.`);
  if (!(await isReplicaDirectory(node.directory)))
    return new ClusterError(`${node.name} was the primary before ${primary.name}: rejoin it first.`);
  if (node.isFrozen) return new ClusterError(`${node.name} is frozen: thaw it first.`);
  return new ClusterError(`${node.name} is not running: start it first.`);
}

async function requireStreaming(nodes: readonly PostgresNode[], primary: PostgresNode): Promise<void> {
  for (const node of nodes) if (await isStreaming(node, primary)) return;
  const names = nodes.map(({ name }) => name).join(' and ');
  throw new ClusterError(
    `${names} does not stream from ${primary.name}, which runs and may hold more: rejoin it, or kill ${primary.name} first.`,
  );
}

async function isStreaming(replica: PostgresNode, primary: PostgresNode): Promise<boolean> {
  const receivers = await queryNode(
    replica,
    `select from pg_stat_wal_receiver where status = 'streaming' and sender_port = $1`,
    [primary.port],
  );
  return receivers.length === 1;
}

/** @throws ClusterError when another of the candidates has received more than the one that is wanted. */
async function requireFurthest(
  candidates: readonly PostgresNode[],
  wanted: PostgresNode | undefined,
): Promise<PostgresNode> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const bytes = await Promise.all(candidates.map(receivedBytes));
    const most = Math.max(...bytes);
    const furthest = candidates[bytes.indexOf(most)];
    if (furthest === undefined) throw new ClusterError('No replica runs that could be promoted.');
    if (wanted === undefined) return furthest;
    const missing = most - (bytes[candidates.indexOf(wanted)] ?? 0);
    if (missing === 0) return wanted;
    if (performance.now() > deadline)
      throw new ClusterError(
        `${furthest.name} has received ${missing} bytes more than ${wanted.name}, which would be lost: promote ${furthest.name}.`,
      );
    await sleep(POLL_INTERVAL_MS);
  }
}

async function receivedBytes(replica: PostgresNode): Promise<number> {
  const [received] = await queryNode<{ bytes: number }>(replica, RECEIVED_BYTES);
  return received?.bytes ?? 0;
}
