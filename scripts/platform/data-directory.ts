import path from 'node:path';

/** Where the platform of this checkout keeps data, secrets and logs, unless `DATA_DIRECTORY` says otherwise. */
export function dataDirectoryOf(env: Readonly<Record<string, string | undefined>>): string {
  return path.resolve(env['DATA_DIRECTORY'] || path.join(import.meta.dirname, '../../.data'));
}

/** Where the backups of a data directory go, unless `BACKUP_DIRECTORY` names a place, better on another disk. */
export function backupsDirectoryOf(
  env: Readonly<Record<string, string | undefined>>,
  dataDirectory = dataDirectoryOf(env),
): string {
  return path.resolve(env['BACKUP_DIRECTORY'] || path.join(dataDirectory, 'backups'));
}
