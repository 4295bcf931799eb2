import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SUPERUSER } from './postgres-directory.ts';
import { giveToServer } from './server-user.ts';

/**
 * The same on every node, so that any can take the primary's place. For a machine that runs everything else as well;
 * durability (fsync, synchronous_commit) is left as PostgreSQL has it.
 */
export const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  random_page_cost: '1.1',
  max_wal_size: '1GB',
  wal_compression: 'on',
  shared_preload_libraries: 'pg_stat_statements',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %a ',
  // Kept for a replica that was away; a replication slot would keep the log of a replica that never returns.
  wal_keep_size: '1GB',
  // A replica asks often enough to be there as soon as the primary is; one that hangs does not hold up a shutdown.
  wal_retrieve_retry_interval: '200ms',
  wal_receiver_status_interval: '1s',
  wal_sender_timeout: '5s',
  hot_standby_feedback: 'on',
};

/** Where a replica finds its primary: the value of `primary_conninfo`. */
export function connectionInfo(follow: { name: string; primaryPort: number; passwordFile: string }): string {
  const passwordFile = follow.passwordFile.replace(/[\\']/g, '\\$&');
  return (
    `host=127.0.0.1 port=${follow.primaryPort} user=${SUPERUSER} ` +
    `application_name=${follow.name} passfile='${passwordFile}'`
  );
}

/** The value of `synchronous_standby_names` with which a commit waits until any one other node has it on disk. */
export function anyOneOf(names: readonly string[]): string {
  return `ANY 1 (${names.map((name) => `"${name}"`).join(', ')})`;
}

/**
 * Writes settings into the file that ALTER SYSTEM writes, whether the server runs or not; one that runs takes them at
 * SIGHUP. Unlike those of the command line, they can then be changed without a restart.
 */
export async function writeReloadableSettings(directory: string, settings: Record<string, string>): Promise<void> {
  const file = path.join(directory, 'postgresql.auto.conf');
  const isOurs = (line: string) => Object.keys(settings).some((name) => line.startsWith(`${name} = `));
  const kept = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '' && !isOurs(line));
  const written = Object.entries(settings).map(([name, value]) => `${name} = '${value.replace(/['\\]/g, '$&$&')}'`);
  const draft = `${file}.draft`;
  await writeFile(draft, [...kept, ...written, ''].join('\n'), { mode: 0o600 });
  await giveToServer(draft);
  await rename(draft, file);
}
