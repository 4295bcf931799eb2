import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startTimeOf } from './running-process.ts';
import { StartupError } from './startup-error.ts';

/**
 * Makes this process the only one to use `directory` until the returned function is called. A lock whose holder has
 * died is taken over; a live holder is a StartupError.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const lock = path.join(directory, 'owner.lock');
  const draft = `${lock}.${process.pid}`;
  await writeFile(draft, `${process.pid} ${await startTimeOf(process.pid)}`);
  try {
    await requireNoHolder(lock, directory);
    // A link appears with its content in one step, so a half-written lock is never read.
    await link(draft, lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new StartupError(`Another process has just begun to use ${directory}: start only one at a time.`);
  } finally {
    await rm(draft);
  }
  let isHeld = true;
  return async () => {
    if (isHeld) await rm(lock, { force: true });
    isHeld = false;
  };
}

async function requireNoHolder(lock: string, directory: string): Promise<void> {
  const content = await readFile(lock, 'utf8').catch(() => undefined);
  if (content === undefined) return;
  const [pid, ...startTime] = content.split(' ');
  if (startTime.join(' ') === (await startTimeOf(Number(pid))))
    throw new StartupError(`${directory} is in use by process ${pid}: stop it, or choose another directory.`);
  await rm(lock, { force: true });
}
