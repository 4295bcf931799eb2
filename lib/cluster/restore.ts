import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listBackups, systemIdentifierOf, type Backup } from './backup.ts';
import { ClusterError } from './cluster-error.ts';
import { lockDirectory } from './directory-lock.ts';
import { findFreePorts } from './free-port.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import {
  ASIDE_PREFIX,
  buildDirectory,
  copyDirectory,
  findPrimary,
  nodeNamesIn,
  requireDataDirectory,
  timelineOf,
} from './postgres-directory.ts';
import { POSTGRES_STOP_STEPS } from './postgres-node.ts';
import { SETTINGS } from './postgres-settings.ts';
import { startServerProcess, stopOrphan } from './server-process.ts';
import { giveToServer, makeBaseDirectory } from './server-user.ts';
import { archiveSettings, restoreCommand } from './wal-archive.ts';

export type RestoreOptions = {
  /** Of the cluster, which must not run; what is in it is moved aside. */
  directory: string;
  backups: string;
  /** The moment to return to; undefined for all that was written. */
  target: Date | undefined;
  /** To follow the log of, when a restore or promotion began a newer one; the newest by default. */
  timeline: number | undefined;
  onProgress: (message: string) => void;
  signal?: AbortSignal;
};

export type Restored = {
  /** Of the last write that the restored database holds, as the server's log has it; undefined if none came after the backup. */
  lastWriteAt: string | undefined;
  timeline: number;
  /** Where the nodes went that were there before; undefined when there were none. */
  movedTo: string | undefined;
};

/** Replaying takes about as long as writing did. */
const REPLAY_LIMIT_MS = 6 * 60 * 60_000;
const ENDED_EARLY = /recovery ended before configured recovery target was reached/;
const OTHER_HISTORY = /is not a child of this server's history/;
const LAST_WRITE = /last completed transaction was at log time (.+)/;

/**
 * Makes `node-1` in `directory` from the newest backup before the target and the log written since, as a primary on a
 * new timeline; the next start copies the replicas from it. Until that is done, nothing that was there is touched.
 * @throws ClusterError for a target that cannot be reached, StartupError when the cluster runs.
 */
export async function restoreCluster(options: RestoreOptions): Promise<Restored> {
  const { backups, target, onProgress } = options;
  const binaries = await findPostgresBinaries();
  const directory = await makeBaseDirectory(path.resolve(options.directory));
  const unlock = await lockDirectory(directory);
  try {
    const names = await nodeNamesIn(directory);
    for (const name of names) await stopOrphan(path.join(directory, name), 'postmaster.pid', POSTGRES_STOP_STEPS);
    // Its last segment may not be in the archive; without a primary that is clear, what is there has to do.
    const primary = await findPrimary(directory, names).catch(() => undefined);
    const current = primary && path.join(directory, primary);
    const candidates = await requireBackups(backups, target, options.timeline);
    for (const backup of candidates) {
      onProgress(`Restoring the backup of ${backup.endedAt}`);
      try {
        return await restoreBackup(backup, { ...options, directory, names, current, binaries });
      } catch (error) {
        if (!(error instanceof OtherHistory)) throw error;
      }
    }
    throw new ClusterError(
      `No backup in ${backups} leads to the timeline that is asked for: name the one that was written to at that time with --timeline.`,
    );
  } finally {
    await unlock();
  }
}

/** Those that ended before the target, newest first. */
async function requireBackups(
  backups: string,
  target: Date | undefined,
  timeline: number | undefined,
): Promise<Backup[]> {
  const all = (await listBackups(backups)).filter((backup) => backup.timeline <= (timeline ?? Infinity));
  const [first] = all;
  if (!first)
    throw new ClusterError(`There is no backup in ${backups}: only what "npm run backup" has copied can be restored.`);
  if (target && target > new Date())
    throw new ClusterError(`${target.toISOString()} is yet to come: name a time past.`);
  const before = all.filter(({ endedAt }) => target === undefined || new Date(endedAt) <= target);
  if (before.length === 0)
    throw new ClusterError(`The first backup ended at ${first.endedAt}: choose a time from then on.`);
  return before.reverse();
}

/** The timeline that is asked for left this backup's before the backup was made; an older one may lead to it. */
class OtherHistory extends Error {}

async function restoreBackup(
  backup: Backup,
  {
    directory,
    names,
    current,
    binaries,
    target,
    timeline,
    signal,
  }: RestoreOptions & {
    names: readonly string[];
    current: string | undefined;
    binaries: PostgresBinaries;
  },
): Promise<Restored> {
  await requireDataDirectory(backup.directory, binaries.majorVersion);
  const isSame = current !== undefined && (await systemIdentifierOf(current)) === backup.systemIdentifier;
  const settings = {
    ...SETTINGS,
    ...archiveSettings(backup.archive),
    // Nobody is let in before the server is where it shall be.
    hot_standby: 'off',
    restore_command: restoreCommand(backup.archive, isSame ? current : undefined),
    recovery_target_timeline: timeline === undefined ? 'latest' : String(timeline),
    recovery_target_action: 'promote',
    // Not with a Z: what that means is not known yet when a server reads its command line.
    ...(target && { recovery_target_time: target.toISOString().replace('Z', '+00') }),
  };
  let lastWriteAt: string | undefined;
  let movedTo: string | undefined;
  const node = path.join(directory, 'node-1');
  const fill = async (draft: string): Promise<void> => {
    await copyDirectory(backup.directory, draft, signal);
    const recoverySignal = path.join(draft, 'recovery.signal');
    await writeFile(recoverySignal, '');
    await giveToServer(recoverySignal);
    lastWriteAt = await recover(draft, binaries.postgres, settings, signal);
  };
  await buildDirectory(node, { initdb: binaries.initdb, isDurable: true, signal }, fill, async () => {
    movedTo = await moveAside(directory, names);
  });
  return { lastWriteAt, timeline: await timelineOf(node), movedTo };
}

/** Lets a server replay up to its target, become a primary and stop. Resolves with the time of the last write it replayed. */
async function recover(
  directory: string,
  binary: string,
  settings: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const [port = 0] = await findFreePorts(1);
  const logFile = `${directory}.log`;
  const server = await startServerProcess({
    name: 'The PostgreSQL server that restores',
    command: binary,
    args: ['-D', directory, ...Object.entries({ ...settings, port }).flatMap((pair) => ['-c', pair.join('=')])],
    directory,
    logFile,
    stopSteps: POSTGRES_STOP_STEPS,
  });
  const failure = await server.waitForLog(/ready to accept connections/, REPLAY_LIMIT_MS, signal).then(
    () => undefined,
    (error: Error) => error,
  );
  await server.stop();
  const log = await readFile(logFile, 'utf8');
  const lastWriteAt = LAST_WRITE.exec(log)?.[1];
  const isExplained = failure === undefined || signal?.aborted || OTHER_HISTORY.test(log) || ENDED_EARLY.test(log);
  if (!isExplained) throw failure;
  await rm(logFile);
  if (OTHER_HISTORY.test(log)) throw new OtherHistory();
  if (ENDED_EARLY.test(log))
    throw new ClusterError(
      lastWriteAt === undefined
        ? 'The log that was kept has no write after the backup: restore "--to latest".'
        : `The log that was kept ends with a write at ${lastWriteAt}: choose a time before it, or "--to latest" for all there is.`,
    );
  signal?.throwIfAborted();
  return lastWriteAt;
}

async function moveAside(directory: string, names: readonly string[]): Promise<string | undefined> {
  if (names.length === 0) return undefined;
  const aside = path.join(directory, `${ASIDE_PREFIX}${new Date().toISOString().replaceAll(':', '-')}`);
  await mkdir(aside, { mode: 0o711 });
  for (const name of names) await rename(path.join(directory, name), path.join(aside, name));
  return aside;
}
