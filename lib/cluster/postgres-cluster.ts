import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { archiveDirectory, createBackup, systemIdentifierOf, type Backup } from './backup.ts';
import { ClusterError } from './cluster-error.ts';
import { lockDirectory } from './directory-lock.ts';
import { findStranded, promoteReplica, runningReplicas } from './failover.ts';
import { findFreePorts } from './free-port.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import {
  createPrimaryDirectory,
  createReplicaDirectory,
  findPrimary,
  isReplicaDirectory,
  nodeNamesIn,
  removeDrafts,
  replaceReplicaDirectory,
  requireDataDirectory,
  ASIDE_PREFIX,
  type Making,
} from './postgres-directory.ts';
import { createPostgresNode, POSTGRES_STOP_STEPS, type PostgresNode } from './postgres-node.ts';
import { anyOneOf, connectionInfo, SETTINGS, writeReloadableSettings } from './postgres-settings.ts';
import { stopOrphan } from './server-process.ts';
import { giveTreeToServer, makeBaseDirectory, writeSecret } from './server-user.ts';
import { StartupError } from './startup-error.ts';
import { archiveSettings } from './wal-archive.ts';

export type PostgresClusterOptions = {
  /** Keeps the data directories and logs of all nodes; an existing cluster in it is started again. */
  directory: string;
  superuserPassword: string;
  /** One for each node; free ports are chosen when there are none. */
  ports?: number[];
  /** The environment variable that changes the ports, for the message about a port that is taken. */
  portVariable?: string;
  replicaCount?: number;
  /** A commit waits until a replica has it on disk, so that a primary that is lost takes no acknowledged write with it. */
  isSynchronous?: boolean;
  /** Where backups go; the log is archived there from the first one on. */
  backups?: string;
  /** Aborting it before the cluster is up stops what is running already; afterwards it has no effect. */
  signal?: AbortSignal;
  onProgress?: (message: string) => void;
  /**
   * PostgreSQL settings that replace the defaults on every node. Replicas refuse a `max_connections` below 100, with
   * which a cluster is created, or below that of the run before.
   */
  settings?: Record<string, string>;
};

export type PostgresCluster = {
  /** node-1, node-2, …; who is primary changes. */
  readonly nodes: readonly PostgresNode[];
  readonly primary: PostgresNode;
  /** All others, among them one that was primary before and does not run until it is rejoined. */
  readonly replicas: PostgresNode[];
  /**
   * Stops the primary, killing one that is frozen, and makes this replica the primary, or the one that has received
   * most; the other replicas follow it. Resolves with the names of those that cannot and have to be rejoined.
   * @throws ClusterError when the replica is no candidate.
   */
  promote(name?: string): Promise<string[]>;
  /** Makes a node a replica of the primary by a fresh copy of it; what only that node held is gone. @throws ClusterError. */
  rejoin(name: string): Promise<void>;
  /** Copies the primary into `backups`. @throws ClusterError when it does not run or its log cannot be archived. */
  backup(): Promise<Backup>;
  /** Turns waiting for a replica at every commit on or off, on all nodes. */
  setSynchronous(isSynchronous: boolean): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL primary and its streaming replicas on 127.0.0.1, creating whatever data directory is missing and
 * stopping servers that a killed owner left behind. Whoever was promoted last is primary; one that was primary before
 * is not started. Resolves when all others accept connections and the replicas stream.
 * StartupError for what its reader can mend; nothing is left running after an error.
 */
export async function startPostgresCluster(options: PostgresClusterOptions): Promise<PostgresCluster> {
  const { superuserPassword, settings = {}, signal, onProgress = () => undefined } = options;
  const { replicaCount = 2, isSynchronous = false, ports } = options;
  const backups = options.backups && path.resolve(options.backups);
  signal?.throwIfAborted();
  const binaries = await findPostgresBinaries();
  const directory = await makeBaseDirectory(path.resolve(options.directory));
  const unlock = await lockDirectory(directory);
  const making = { initdb: binaries.initdb, isDurable: settings['fsync'] !== 'off' };
  let nodes: PostgresNode[] = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await unlock();
  };
  try {
    const names = Array.from({ length: replicaCount + 1 }, (_, index) => `node-${index + 1}`);
    const primaryName = await prepareDirectories(directory, names, binaries, options, { ...making, signal });
    // The password goes to the replicas in a file, because everybody can read the list of processes.
    const passwordFile = path.join(directory, 'replication.pgpass');
    await writeSecret(passwordFile, `*:*:*:*:${superuserPassword.replace(/[\\:]/g, '\\$&')}\n`);
    const archive = backups && archiveDirectory(backups, await systemIdentifierOf(path.join(directory, primaryName)));
    nodes = createNodes(directory, names, ports ?? (await findFreePorts(names.length)), binaries, {
      ...options,
      settings: { ...(archive && archiveSettings(archive)), ...settings },
    });
    let primary = requireNode(nodes, primaryName);

    const follow = async (node: PostgresNode) => {
      const primary_conninfo = connectionInfo({ name: node.name, primaryPort: primary.port, passwordFile });
      await writeReloadableSettings(node.directory, { primary_conninfo });
      node.reload();
    };
    const setSynchronous = async (isOn: boolean) => {
      for (const node of nodes) {
        await writeReloadableSettings(node.directory, { synchronous_standby_names: isOn ? anyOneOf(names) : '' });
        node.reload();
      }
    };
    const replicas = await replicasAmong(nodes);
    for (const replica of replicas) await follow(replica);
    await setSynchronous(isSynchronous && replicaCount > 0);
    onProgress(`Starting a PostgreSQL primary and ${replicas.length} replicas`);
    await startAll(primary, replicas, signal);
    for (const node of nodes.filter((each) => each !== primary && !replicas.includes(each)))
      onProgress(`${node.name} was primary before ${primary.name} and is not started: rejoin it`);

    return {
      nodes,
      get primary() {
        return primary;
      },
      get replicas() {
        return nodes.filter((node) => node !== primary);
      },
      async promote(name) {
        const wanted = name === undefined ? undefined : requireNode(nodes, name);
        primary = await promoteReplica(primary, nodes, wanted);
        for (const replica of await replicasAmong(nodes)) await follow(replica);
        return findStranded(await runningReplicas(nodes), primary);
      },
      async rejoin(name) {
        const node = requireNode(nodes, name);
        if (node === primary) throw new ClusterError(`${name} is the primary: promote another node first.`);
        await replaceReplicaDirectory(node.directory, requireSource(primary), { ...making, signal: undefined }, () =>
          node.stop(),
        );
        await follow(node);
        await node.start('streaming');
      },
      async backup() {
        if (!backups) throw new ClusterError('This cluster was started without a place for backups.');
        return createBackup(requireSource(primary), backups, { ...making, signal: undefined });
      },
      setSynchronous,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The node of this name. @throws ClusterError when there is none. */
export function requireNode(nodes: readonly PostgresNode[], name: string): PostgresNode {
  const node = nodes.find((each) => each.name === name);
  if (node) return node;
  throw new ClusterError(`There is no node ${name}: choose ${nodes.map((each) => each.name).join(', ')}.`);
}

/** A primary to copy from. @throws ClusterError when it does not answer. */
function requireSource(primary: PostgresNode): { url: string; directory: string } {
  if (primary.pid === undefined || primary.isFrozen)
    throw new ClusterError(`${primary.name}, the primary, does not run: start or thaw it, or promote a replica.`);
  return { url: primary.url(), directory: primary.directory };
}

async function replicasAmong(nodes: readonly PostgresNode[]): Promise<PostgresNode[]> {
  const isReplica = await Promise.all(nodes.map(({ directory }) => isReplicaDirectory(directory)));
  return nodes.filter((_, index) => isReplica[index]);
}

/** Leaves every data directory complete, owned by the server's user, and with no server in it. Resolves with the primary's name. */
async function prepareDirectories(
  directory: string,
  names: string[],
  binaries: PostgresBinaries,
  { superuserPassword, onProgress = () => undefined }: PostgresClusterOptions,
  making: Making,
): Promise<string> {
  const found = await nodeNamesIn(directory);
  const placeOf = (name: string) => path.join(directory, name);
  for (const name of found) await requireDataDirectory(placeOf(name), binaries.majorVersion);

  await Promise.all(found.map((name) => stopOrphan(placeOf(name), 'postmaster.pid', POSTGRES_STOP_STEPS)));
  for (const name of found) await giveTreeToServer(placeOf(name));
  await removeDrafts(directory);
  if (found.length === 0) {
    await requireNothingSetAside(directory);
    onProgress(`Creating a PostgreSQL database in ${directory}`);
    found.push('node-1');
    await createPrimaryDirectory(placeOf('node-1'), superuserPassword, making);
  }
  const primary = await findPrimary(directory, found);
  const missing = names.filter((name) => !found.includes(name));
  const copies = await Promise.allSettled(
    missing.map((name) => createReplicaDirectory(placeOf(name), placeOf(primary), making)),
  );
  for (const copy of copies) if (copy.status === 'rejected') throw copy.reason;
  return primary;
}

/** Data that is there under another name must not be passed over for an empty database. */
async function requireNothingSetAside(directory: string): Promise<void> {
  const entries = await readdir(directory);
  if (entries.includes('primary'))
    throw new StartupError(
      `${directory} is of an earlier version: rename primary in it to node-1, replica-1 to node-2 and replica-2 to node-3.`,
    );
  const aside = entries.find((name) => name.startsWith(ASIDE_PREFIX));
  if (aside !== undefined)
    throw new StartupError(
      `A restore into ${directory} was interrupted: run it again, or move the nodes in ${aside} back up.`,
    );
}

function createNodes(
  directory: string,
  names: readonly string[],
  ports: readonly number[],
  binaries: PostgresBinaries,
  { superuserPassword, settings, portVariable }: PostgresClusterOptions,
): PostgresNode[] {
  return names.map((name, index) => {
    const port = ports[index];
    if (port === undefined) throw new StartupError(`There is no port for ${name}: give one for each node.`);
    return createPostgresNode({
      name,
      port,
      portVariable,
      binary: binaries.postgres,
      directory: path.join(directory, name),
      superuserPassword,
      settings: { ...SETTINGS, cluster_name: name, ...settings },
    });
  });
}

/** Starts the primary, so that the replicas find it, and then all replicas; one that fails ends the waiting of the others. */
async function startAll(primary: PostgresNode, replicas: PostgresNode[], signal?: AbortSignal): Promise<void> {
  await primary.start('accepting', signal);
  const failure = new AbortController();
  const either = AbortSignal.any(signal ? [signal, failure.signal] : [failure.signal]);
  await Promise.all(
    replicas.map((replica) => replica.start('streaming', either).catch((error: unknown) => failure.abort(error))),
  );
  either.throwIfAborted();
}
