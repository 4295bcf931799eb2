import path from 'node:path';

/** Longest that a write stays out of the archive: a segment that is not full is closed after this. */
const SWITCH_INTERVAL = '60s';

/**
 * Settings with which a primary hands each closed segment of its log to `directory`, compressed. While that directory
 * does not exist, nothing is kept: the first backup makes it. A segment counts as archived once it is on disk, and one
 * that is there already must be the same.
 */
export function archiveSettings(directory: string): Record<string, string> {
  const place = `${inShell(directory)}/%f.gz`;
  const command =
    `test -d ${inShell(directory)} || exit 0; ` +
    `if test -f ${place}; then gzip -dc ${place} | cmp -s - %p; ` +
    `else gzip -1c %p > ${place}.partial && sync ${place}.partial && mv ${place}.partial ${place} && sync ${inShell(directory)}; fi`;
  return { archive_mode: 'on', archive_timeout: SWITCH_INTERVAL, archive_command: command };
}

/**
 * How a recovering server gets its log: from the archive, and what that has not got yet from the directory that a
 * primary wrote it into, when that still exists.
 */
export function restoreCommand(archive: string, primaryDirectory: string | undefined): string {
  const place = `${inShell(archive)}/%f.gz`;
  const unarchived =
    primaryDirectory === undefined ? 'false' : `cp ${inShell(path.join(primaryDirectory, 'pg_wal'))}/%f %p`;
  return `if test -f ${place}; then gzip -dc ${place} > %p; else ${unarchived}; fi`;
}

/** A path for a command in PostgreSQL's settings: one word of the shell, with no `%` that stands for something else. */
function inShell(file: string): string {
  return `'${file.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`;
}
