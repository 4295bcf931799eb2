import type { PostgresCluster } from './postgres-cluster.ts';
import { isReplicaDirectory } from './postgres-directory.ts';
import type { PostgresNode } from './postgres-node.ts';
import { queryNode } from './query-node.ts';

export type NodeStatus = {
  name: string;
  role: 'primary' | 'replica' | 'old primary';
  state: 'stopped' | 'frozen' | 'not answering' | 'running' | 'streaming' | 'not streaming' | 'replay paused';
  address: string;
  pid: number | null;
  /** Undefined where it cannot be asked for, as is all below. */
  timeline?: number | undefined;
  /** Up to where the primary has written its log, or a replica has replayed it. */
  lsn?: string | undefined;
  /** Of a replica, to the primary's position when both were asked. */
  lagBytes?: number | undefined;
  /** How the primary counts this replica: 'quorum' when a commit may wait for it, else 'async'. */
  syncState?: string | undefined;
};

/** `position` is the log's length in bytes, below 2^53. The timeline of a primary is in the name of its WAL segment. */
const PRIMARY_POSITION = `
  select pg_current_wal_lsn()::text as lsn, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as position,
         left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) as timeline,
         (select jsonb_object_agg(application_name, sync_state) from pg_stat_replication) as "syncStates"`;
const REPLICA_POSITION = `
  select pg_last_wal_replay_lsn()::text as lsn, pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::float8 as position,
         pg_is_wal_replay_paused() as "isPaused",
         (select received_tli from pg_stat_wal_receiver where status = 'streaming') as timeline`;

type PrimaryPosition = { lsn: string; position: number; timeline: string; syncStates: Record<string, string> | null };
type ReplicaPosition = { lsn: string; position: number; isPaused: boolean; timeline: number | null };

/** What every node of the cluster is and where it stands, in the order of the names. A node that hangs takes 5 s. */
export async function readClusterStatus({ nodes, primary }: PostgresCluster): Promise<NodeStatus[]> {
  const primaryPosition = await ask<PrimaryPosition>(primary, PRIMARY_POSITION);
  return Promise.all(
    nodes.map(async (node): Promise<NodeStatus> => {
      const place = { name: node.name, address: `${node.host}:${node.port}`, pid: node.pid ?? null };
      const { lsn } = primaryPosition ?? {};
      if (node === primary)
        return {
          ...place,
          role: 'primary',
          state: primaryPosition ? 'running' : absence(node),
          timeline: primaryPosition && Number.parseInt(primaryPosition.timeline, 16),
          lsn,
        };
      if (!(await isReplicaDirectory(node.directory))) return { ...place, role: 'old primary', state: stateOf(node) };
      const position = await ask<ReplicaPosition>(node, REPLICA_POSITION);
      if (!position) return { ...place, role: 'replica', state: absence(node) };
      return {
        ...place,
        role: 'replica',
        state: position.isPaused ? 'replay paused' : position.timeline === null ? 'not streaming' : 'streaming',
        timeline: position.timeline ?? undefined,
        lsn: position.lsn,
        lagBytes: primaryPosition && Math.max(0, primaryPosition.position - position.position),
        syncState: primaryPosition?.syncStates?.[node.name],
      };
    }),
  );
}

async function ask<Row extends object>(node: PostgresNode, sql: string): Promise<Row | undefined> {
  if (stateOf(node) !== 'running') return undefined;
  return queryNode<Row>(node, sql).then(
    ([row]) => row,
    () => undefined,
  );
}

function stateOf(node: PostgresNode): 'stopped' | 'frozen' | 'running' {
  if (node.pid === undefined) return 'stopped';
  return node.isFrozen ? 'frozen' : 'running';
}

/** The state of a node that gave no answer. */
function absence(node: PostgresNode): 'stopped' | 'frozen' | 'not answering' {
  const state = stateOf(node);
  return state === 'running' ? 'not answering' : state;
}
