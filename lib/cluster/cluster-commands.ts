import { ClusterError } from './cluster-error.ts';
import { requireNode, type PostgresCluster } from './postgres-cluster.ts';
import { isReplicaDirectory, timelineOf } from './postgres-directory.ts';
import type { PostgresNode } from './postgres-node.ts';
import { queryNode } from './query-node.ts';

type Command = {
  /** What follows the command's name. */
  argument: 'node' | '[node]' | 'on|off' | '';
  summary: string;
  /** Resolves with a sentence on what is so now; a refusal is a ClusterError. */
  run(cluster: PostgresCluster, argument: string): Promise<string>;
};

/** What can be done to a running cluster, each by one word. */
export const CLUSTER_COMMANDS: Readonly<Record<string, Command>> = {
  status: {
    argument: '',
    summary: 'who is primary, and where every node stands',
    run: async ({ primary }) => `${primary.name} is the primary.`,
  },
  promote: {
    argument: '[node]',
    summary: 'stop the primary and make this replica the primary, or the one that has received most',
    run: promote,
  },
  rejoin: {
    argument: 'node',
    summary: 'copy the primary to this node, which then follows it; what only that node held is gone',
    async run(cluster, name) {
      await cluster.rejoin(name);
      return `${name} is a copy of ${cluster.primary.name} now and follows it.`;
    },
  },
  kill: {
    argument: 'node',
    summary: 'end it at once, as a power cut would',
    async run(cluster, name) {
      await requireRunning(cluster, name).kill();
      return `${name} is killed.`;
    },
  },
  freeze: {
    argument: 'node',
    summary: 'halt it: connections stay open and are not answered',
    async run(cluster, name) {
      await requireRunning(cluster, name).freeze();
      return `${name} is frozen: thaw ends it.`;
    },
  },
  thaw: {
    argument: 'node',
    summary: 'let a frozen node go on',
    async run(cluster, name) {
      const node = requireRunning(cluster, name);
      if (!node.isFrozen) throw new ClusterError(`${name} is not frozen.`);
      await node.resume();
      return `${name} goes on.`;
    },
  },
  start: { argument: 'node', summary: 'start a node that was killed', run: start },
  lag: {
    argument: 'node',
    summary: 'stop replaying on this replica: it receives the log and shows none of it',
    run: (cluster, name) => setReplay(cluster, name, 'pause', `${name} replays no more: resume ends it.`),
  },
  resume: {
    argument: 'node',
    summary: 'replay again what lag held back',
    run: (cluster, name) => setReplay(cluster, name, 'resume', `${name} replays again.`),
  },
  backup: {
    argument: '',
    summary: 'copy the primary, and keep its log from there on',
    run: backUp,
  },
  synchronous: {
    argument: 'on|off',
    summary: 'whether a commit waits until one replica has it on disk, until the next start',
    run: setSynchronous,
  },
};

async function promote(cluster: PostgresCluster, name: string): Promise<string> {
  const startedMs = performance.now();
  const stranded = await cluster.promote(name || undefined);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const timeline = await timelineOf(cluster.primary.directory);
  const follow = stranded.map((each) => ` ${each} cannot follow it: rejoin it.`);
  return `${cluster.primary.name} is the primary on timeline ${timeline}, after ${seconds} s.${follow.join('')}`;
}

async function backUp(cluster: PostgresCluster): Promise<string> {
  const startedMs = performance.now();
  const { directory, endedAt } = await cluster.backup();
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  return `Backed up ${cluster.primary.name} in ${seconds} s to ${directory}: any time from ${endedAt} on can be restored.`;
}

async function start(cluster: PostgresCluster, name: string): Promise<string> {
  const node = requireNode(cluster.nodes, name);
  const { primary } = cluster;
  if (node.pid !== undefined) throw new ClusterError(`${name} is running already.`);
  if (node !== primary && !(await isReplicaDirectory(node.directory)))
    throw new ClusterError(`${name} was the primary before ${primary.name}, and two primaries would part: rejoin it.`);
  const isFollowable = node !== primary && primary.pid !== undefined && !primary.isFrozen;
  await node.start(isFollowable ? 'streaming' : 'accepting');
  return `${name} runs again.`;
}

async function setReplay(cluster: PostgresCluster, name: string, verb: 'pause' | 'resume', done: string) {
  const node = requireRunning(cluster, name);
  if (node === cluster.primary)
    throw new ClusterError(`${name} is the primary, which replays nothing: name a replica.`);
  if (node.isFrozen) throw new ClusterError(`${name} is frozen: thaw it first.`);
  await queryNode(node, `select pg_wal_replay_${verb}()`);
  return done;
}

async function setSynchronous(cluster: PostgresCluster, argument: string): Promise<string> {
  if (argument !== 'on' && argument !== 'off') throw new ClusterError('Say "synchronous on" or "synchronous off".');
  await cluster.setSynchronous(argument === 'on');
  return argument === 'on'
    ? 'A commit waits until one replica has it on disk.'
    : 'A commit waits for no replica: what the primary alone has is lost with it.';
}

function requireRunning(cluster: PostgresCluster, name: string): PostgresNode {
  const node = requireNode(cluster.nodes, name);
  if (node.pid === undefined) throw new ClusterError(`${name} is not running: start it first.`);
  return node;
}
