import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The path of the first of these commands that is installed. A shell looks, so that the environment stays unread here. */
export async function findOnPath(...commands: string[]): Promise<string | undefined> {
  const search = commands.map((command) => `command -v ${command}`).join(' || ');
  const found = await promisify(execFile)('sh', ['-c', search]).catch(() => undefined);
  return found?.stdout.trim() || undefined;
}
