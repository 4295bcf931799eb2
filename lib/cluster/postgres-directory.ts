import { spawn } from 'node:child_process';
import { access, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { copyRunningServer } from './base-backup.ts';
import { giveToServer, serverUser, writeSecret } from './server-user.ts';
import { StartupError } from './startup-error.ts';

export const SUPERUSER = 'postgres';
const REPLICA_SIGNAL = 'standby.signal';
/** Of the directory that a restore moves the nodes into that were there before. */
export const ASIDE_PREFIX = 'before-restore-';

/**
 * Text sorts by code point, which is the same on every machine and never changes with a library, so indexes stay
 * valid. The character classes must know UTF-8 all the same: with C, pg_trgm drops every accented letter.
 */
const LOCALE = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  `--lc-ctype=${process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'}`,
];

export type Making = {
  initdb: string;
  /** Whether the directory must survive a power cut. */
  isDurable: boolean;
  signal: AbortSignal | undefined;
};

/** Creates the data directory of a new primary. */
export async function createPrimaryDirectory(directory: string, password: string, making: Making): Promise<void> {
  await buildDirectory(directory, making, async (draft) => {
    const passwordFile = `${draft}.password`;
    const files = [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, '--no-sync', '--wal-segsize=4'];
    try {
      await writeSecret(passwordFile, password);
      await run(making.initdb, [...files, '--auth=scram-sha-256', `--username=${SUPERUSER}`, ...LOCALE], making.signal);
    } finally {
      await rm(passwordFile, { force: true });
    }
  });
}

/** Creates the data directory of a replica as a copy of a primary that is not running. */
export async function createReplicaDirectory(directory: string, primary: string, making: Making): Promise<void> {
  await buildDirectory(directory, making, async (draft) => {
    await copyDirectory(primary, draft, making.signal);
    await markAsReplica(draft);
  });
}

/** Puts a copy of a running primary in the place of a replica's data directory, which `retire` stops the server of. */
export async function replaceReplicaDirectory(
  directory: string,
  primary: { url: string; directory: string },
  making: Making,
  retire: () => Promise<void>,
): Promise<void> {
  const fill = async (draft: string) => {
    await copyRunningServer(primary, draft, { isArchived: false, signal: making.signal });
    await markAsReplica(draft);
  };
  await buildDirectory(directory, making, fill, async () => {
    await retire();
    await rm(directory, { recursive: true, force: true });
  });
}

async function markAsReplica(directory: string): Promise<void> {
  const signal = path.join(directory, REPLICA_SIGNAL);
  await writeFile(signal, '');
  await giveToServer(signal);
}

/** Whether a server started in `directory` follows a primary; promoting it ends that. */
export async function isReplicaDirectory(directory: string): Promise<boolean> {
  return access(path.join(directory, REPLICA_SIGNAL)).then(
    () => true,
    () => false,
  );
}

/** The timeline of a primary's data directory: every promotion begins a new one and leaves its history there for good. */
export async function timelineOf(directory: string): Promise<number> {
  const histories = (await readdir(path.join(directory, 'pg_wal'))).filter((name) =>
    /^[\dA-F]{8}\.history$/.test(name),
  );
  return Math.max(1, ...histories.map((name) => Number.parseInt(name, 16)));
}

/** The nodes of a cluster, by the names of their data directories. */
export async function nodeNamesIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => /^node-\d+$/.test(name)).sort();
}

/** Among the data directories that follow nobody, the one on the highest timeline: the others were primary before it. */
export async function findPrimary(directory: string, names: readonly string[]): Promise<string> {
  const candidates: { name: string; timeline: number }[] = [];
  for (const name of names) {
    const place = path.join(directory, name);
    if (!(await isReplicaDirectory(place))) candidates.push({ name, timeline: await timelineOf(place) });
  }
  candidates.sort((one, other) => other.timeline - one.timeline);
  const [first, second] = candidates;
  if (!first)
    throw new StartupError(`${directory} has replicas but no primary: put its directory back, or move all of it away.`);
  if (first.timeline === second?.timeline)
    throw new StartupError(
      `${first.name} and ${second.name} in ${directory} were both primary on timeline ${first.timeline}: ` +
        'move the one away whose writes are not wanted, and the next start copies the other anew.',
    );
  return first.name;
}

/** Throws a StartupError if `directory` is not a data directory of this major version. */
export async function requireDataDirectory(directory: string, majorVersion: string): Promise<void> {
  const version = await readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch((error: Error) => {
    throw new StartupError(
      `${directory} is not a PostgreSQL data directory (${error.message}): move it away or choose another place.`,
    );
  });
  if (version.trim() === majorVersion) return;
  throw new StartupError(
    `${directory} was made by PostgreSQL ${version.trim()} and cannot be read by ${majorVersion}: ` +
      `dump it with the old version and restore it here, or move it away to begin with an empty database.`,
  );
}

/**
 * Removes what interrupted starts left in `directory`. An initdb whose owner was killed may still be writing to it,
 * which disturbs nobody and is removed by a later start.
 */
export async function removeDrafts(directory: string): Promise<void> {
  const drafts = (await readdir(directory)).filter((name) => /^node-\d+\.partial-/.test(name));
  for (const draft of drafts)
    await rm(path.join(directory, draft), { recursive: true, force: true }).catch(() => undefined);
}

/**
 * Fills a directory under another name and renames it when it is whole and on disk, so that one of this name is always
 * whole; what an interrupted attempt leaves is removed by the next start.
 *
 * @param makeRoom called last, to take away what has the name now
 */
export async function buildDirectory(
  directory: string,
  making: Making,
  fill: (draft: string) => Promise<void>,
  makeRoom: () => Promise<void> = async () => undefined,
): Promise<void> {
  const draft = await mkdtemp(`${directory}.partial-`);
  try {
    await giveToServer(draft);
    await fill(draft);
    // The rename must not reach the disk before the files do.
    const method = process.platform === 'linux' ? ['--sync-method=syncfs'] : [];
    if (making.isDurable) await run(making.initdb, ['--sync-only', ...method, `--pgdata=${draft}`], making.signal);
    await makeRoom();
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Copies the data directory of a server that does not run into an empty one. */
export async function copyDirectory(source: string, target: string, signal: AbortSignal | undefined): Promise<void> {
  await run('cp', ['-R', `${source}/.`, target], signal);
  await rm(path.join(target, 'postmaster.pid'), { force: true });
}

/** Runs a command as the server's user; when `signal` aborts, ends it and waits until it has gone. */
async function run(command: string, args: string[], signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: '/',
    // In a session of its own, so that Ctrl-C ends it only through `signal`.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal && { signal }),
    ...serverUser(),
  });
  let complaint = '';
  child.on('error', (error) => (complaint += error.message));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  signal?.throwIfAborted();
  if (exitCode !== 0) throw new StartupError(`A PostgreSQL data directory could not be made: ${complaint.trim()}`);
}
