import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.join(import.meta.dirname, '../..');

/** The commands with curl that a page shows, each as it would be pasted. */
export async function curlCommandsOf(page: string): Promise<string[]> {
  const blocks = (await readFile(path.join(ROOT, page), 'utf8')).matchAll(/^```sh\n([^`]*?)^```$/gm);
  return [...blocks].map(([, block = '']) => block.trim()).filter((block) => block.startsWith('curl'));
}

/**
 * Runs a command of a page, and resolves to what it prints.
 * @param changes what stands in the page, and what is to stand there: addresses and ids. @throws Error when curl fails.
 */
export async function runDocumented(
  command: string,
  changes: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  let text = command.replace(/^curl/, 'curl -sS --fail-with-body --max-time 20');
  for (const [placeholder, value] of Object.entries(changes)) text = text.replaceAll(placeholder, value);
  const { stdout } = await promisify(execFile)('sh', ['-c', text], { env: { PATH: process.env['PATH'], ...env } });
  return stdout;
}
