import path from 'node:path';

/** Where the platform of this checkout keeps data, secrets and logs, unless `DATA_DIRECTORY` says otherwise. */
export function dataDirectoryOf(env: Readonly<Record<string, string | undefined>>): string {
  return path.resolve(env['DATA_DIRECTORY'] || path.join(import.meta.dirname, '../../.data'));
}
