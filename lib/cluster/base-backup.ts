import { constants, type Dirent } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withAdministrator } from '../db-admin.ts';
import { ClusterError } from './cluster-error.ts';
import { giveToServer } from './server-user.ts';

/** Rebuilt or received by the server that starts on the copy (PostgreSQL's documentation, "Backing Up the Data Directory"). */
const EMPTIED = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|pgsql_tmp.*|pg_internal\.init.*|.*\.signal|backup_label.*|tablespace_map.*)$/;
/** Last, as the copy must start at a checkpoint that all other files hold (backup_label names it). */
const CONTROL_FILE = path.join('global', 'pg_control');

/** Of the checkpoint before the copy, and of the wait for the archive after it. */
const STATEMENT_LIMIT_SECONDS = 120;
/** Longer, so that only a server that hangs gets this far. */
const ANSWER_LIMIT_MS = STATEMENT_LIMIT_SECONDS * 1_000 + 5_000;
const QUERY_CANCELED = '57014';

export type BaseBackup = {
  /** When the copy was whole: it can be restored to this time and any later one. In ISO 8601. */
  endedAt: string;
  /** Name of the first WAL segment that is needed to start on it. */
  firstSegment: string;
};

/**
 * Copies the data directory of a running server into `target`, an empty directory, without stopping it. The copy starts
 * once it finds the log that was written meanwhile: from a primary that it follows, or from an archive.
 *
 * @param isArchived whether to wait until the log that the copy needs is in the archive
 */
export async function copyRunningServer(
  server: { url: string; directory: string },
  target: string,
  { isArchived, signal }: { isArchived: boolean; signal?: AbortSignal | undefined },
): Promise<BaseBackup> {
  return withAdministrator(
    server.url,
    async (client) => {
      await client.query(`set statement_timeout = '${STATEMENT_LIMIT_SECONDS}s'`);
      const started = await client.query<{ segment: string }>(
        `select pg_walfile_name(pg_backup_start('valuation-graph', fast => true)) as segment`,
      );
      await copyTree(server.directory, target, signal);
      await copy(path.join(server.directory, CONTROL_FILE), path.join(target, CONTROL_FILE));
      const stopped = await client
        .query<{ labelfile: string; endedAt: string }>(
          `select labelfile, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "endedAt"
         from pg_backup_stop(wait_for_archive => $1)`,
          [isArchived],
        )
        .catch((error: Error & { code?: string }) => {
          if (error.code !== QUERY_CANCELED) throw error;
          throw new ClusterError(
            `The log of ${server.directory} was not archived within ${STATEMENT_LIMIT_SECONDS} s: see why in ${server.directory}.log.`,
          );
        });
      const [start, stop] = [started.rows[0], stopped.rows[0]];
      if (!start || !stop) throw new Error('pg_backup_stop returned no row.');
      const label = path.join(target, 'backup_label');
      await writeFile(label, stop.labelfile, { mode: 0o600 });
      await giveToServer(label);
      return { endedAt: stop.endedAt, firstSegment: start.segment };
    },
    ANSWER_LIMIT_MS,
  );
}

/** Files that go while they are copied are those whose end the log tells. */
async function copyTree(source: string, target: string, signal: AbortSignal | undefined, within = ''): Promise<void> {
  const entries: Dirent[] = await readdir(path.join(source, within), { withFileTypes: true }).catch(unlessGone([]));
  for (const entry of entries) {
    signal?.throwIfAborted();
    const relative = path.join(within, entry.name);
    if (LEFT_OUT.test(entry.name) || relative === CONTROL_FILE) continue;
    const place = path.join(target, relative);
    if (!entry.isDirectory()) await copy(path.join(source, relative), place).catch(unlessGone(undefined));
    else {
      await mkdir(place, { mode: 0o700 });
      await giveToServer(place);
      if (!EMPTIED.has(relative)) await copyTree(source, target, signal, relative);
    }
  }
}

function unlessGone<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}

/** Shares the blocks where the file system can. */
async function copy(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  await giveToServer(target);
}
