import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { lockDirectory } from './directory-lock.ts';
import { findFreePorts } from './free-port.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import {
  createPrimaryDirectory,
  createReplicaDirectory,
  removeDrafts,
  requireDataDirectory,
  requireReplica,
} from './postgres-directory.ts';
import { createPostgresNode, POSTGRES_STOP_STEPS, type PostgresNode } from './postgres-node.ts';
import { PRIMARY_SETTINGS, replicaSettings, SETTINGS } from './postgres-settings.ts';
import { stopOrphan } from './server-process.ts';
import { giveTreeToServer, makeBaseDirectory, writeSecret } from './server-user.ts';
import { StartupError } from './startup-error.ts';

export type PostgresClusterOptions = {
  /** Keeps the data directories and logs of all nodes; an existing cluster in it is started again. */
  directory: string;
  superuserPassword: string;
  /** Free ports are chosen when there are none. */
  ports?: { primary: number; replicas: number[] };
  /** The environment variable that changes the ports, for the message about a port that is taken. */
  portVariable?: string;
  replicaCount?: number;
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
  primary: PostgresNode;
  replicas: PostgresNode[];
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL primary and its streaming replicas on 127.0.0.1, creating whatever data directory is missing and
 * stopping servers that a killed owner left behind. Resolves when all accept connections and the replicas stream.
 * StartupError for what its reader can mend; nothing is left running after an error.
 */
export async function startPostgresCluster(options: PostgresClusterOptions): Promise<PostgresCluster> {
  const { signal, onProgress = () => undefined, replicaCount = 2 } = options;
  signal?.throwIfAborted();
  const binaries = await findPostgresBinaries();
  const directory = await makeBaseDirectory(path.resolve(options.directory));
  const unlock = await lockDirectory(directory);
  let nodes: PostgresNode[] = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await unlock();
  };
  try {
    const names = Array.from({ length: replicaCount }, (_, index) => `replica-${index + 1}`);
    await prepareDirectories(directory, names, binaries, options, onProgress);
    const created = await createNodes(directory, names, binaries, options);
    nodes = [created.primary, ...created.replicas];
    onProgress(`Starting a PostgreSQL primary and ${replicaCount} replicas`);
    await startAll(created, signal);
    return { ...created, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Leaves every data directory complete, owned by the server's user, and with no server running in it. */
async function prepareDirectories(
  directory: string,
  replicaNames: string[],
  binaries: PostgresBinaries,
  { superuserPassword, settings = {}, signal }: PostgresClusterOptions,
  onProgress: (message: string) => void,
): Promise<void> {
  const making = { initdb: binaries.initdb, isDurable: settings.fsync !== 'off', signal };
  const primary = path.join(directory, 'primary');
  const replicas = replicaNames.map((name) => path.join(directory, name));
  const found = (await readdir(directory)).filter((name) => /^(primary|replica-\d+)$/.test(name));
  const existing = found.map((name) => path.join(directory, name));
  for (const each of existing) await requireDataDirectory(each, binaries.majorVersion);
  if (existing.length > 0 && !existing.includes(primary))
    throw new StartupError(`${directory} has replicas but no primary: put ${primary} back, or move all of it away.`);

  await Promise.all(existing.map((each) => stopOrphan(each, 'postmaster.pid', POSTGRES_STOP_STEPS)));
  for (const each of existing) await giveTreeToServer(each);
  await removeDrafts(directory);
  if (!existing.includes(primary)) {
    onProgress(`Creating a PostgreSQL database in ${directory}`);
    await createPrimaryDirectory(primary, superuserPassword, making);
  }
  for (const replica of replicas.filter((each) => existing.includes(each))) await requireReplica(replica);
  const missing = replicas.filter((each) => !existing.includes(each));
  const copies = await Promise.allSettled(missing.map((each) => createReplicaDirectory(each, primary, making)));
  for (const copy of copies) if (copy.status === 'rejected') throw copy.reason;
}

async function createNodes(
  directory: string,
  replicaNames: string[],
  binaries: PostgresBinaries,
  { superuserPassword, settings, ports, portVariable }: PostgresClusterOptions,
): Promise<Omit<PostgresCluster, 'stop'>> {
  const [primaryPort, ...replicaPorts] = ports
    ? [ports.primary, ...ports.replicas]
    : await findFreePorts(replicaNames.length + 1);
  // The password goes to the replicas in a file, because everybody can read the list of processes.
  const passwordFile = path.join(directory, 'replication.pgpass');
  await writeSecret(passwordFile, `*:*:*:*:${superuserPassword.replace(/[\\:]/g, '\\$&')}\n`);

  const createNode = (name: string, port: number | undefined, role: Record<string, string>): PostgresNode => {
    if (port === undefined)
      throw new StartupError(`There is no port for ${name}: give as many replica ports as there are replicas.`);
    return createPostgresNode({
      name,
      port,
      portVariable,
      binary: binaries.postgres,
      directory: path.join(directory, name),
      superuserPassword,
      settings: { ...SETTINGS, cluster_name: name, ...role, ...settings },
    });
  };
  const primary = createNode('primary', primaryPort, PRIMARY_SETTINGS);
  const replicas = replicaNames.map((name, index) =>
    createNode(name, replicaPorts[index], replicaSettings({ name, primaryPort: primary.port, passwordFile })),
  );
  return { primary, replicas };
}

/** Starts the primary, so that the replicas find it, and then all replicas; one that fails ends the waiting of the others. */
async function startAll({ primary, replicas }: Omit<PostgresCluster, 'stop'>, signal?: AbortSignal): Promise<void> {
  await primary.start('accepting', signal);
  const failure = new AbortController();
  const either = AbortSignal.any(signal ? [signal, failure.signal] : [failure.signal]);
  await Promise.all(
    replicas.map((replica) => replica.start('streaming', either).catch((error: unknown) => failure.abort(error))),
  );
  either.throwIfAborted();
}
