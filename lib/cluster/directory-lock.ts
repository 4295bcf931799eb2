import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTimeOf } from './running-process.ts';
import { StartupError } from './startup-error.ts';

const PREFIX = 'owner.';
const ATTEMPTS = 3;
const RETRY_MS = 50;

/** The name of the file by which a process says that it uses a directory: another process never has the same. */
async function markOf(pid: number): Promise<string> {
  return `${PREFIX}${pid}.${encodeURIComponent((await startTimeOf(pid)) ?? '')}`;
}

/**
 * Makes this process the only one to use `directory` until the returned function is called. What an owner that has died
 * left behind is removed; a live owner is a StartupError.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const own = await markOf(process.pid);
  const unlock = () => rm(path.join(directory, own), { force: true });
  for (let attempt = 1; ; attempt++) {
    await writeFile(path.join(directory, own), '', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? inUse(directory, own) : error;
    });
    // Each looks for others after it has left its own mark, so of two that begin at once one at least sees the other.
    const [other] = await findOthers(directory, own);
    if (other === undefined) break;
    await unlock();
    // And of two that see each other one gives way, and the other looks again.
    if (other < own || attempt === ATTEMPTS) throw inUse(directory, other);
    await sleep(RETRY_MS);
  }
  let isHeld = true;
  return async () => {
    if (isHeld) await unlock();
    isHeld = false;
  };
}

/** The marks of other processes that live, in the order of their names; those of the dead are removed. */
async function findOthers(directory: string, own: string): Promise<string[]> {
  const marks = (await readdir(directory)).filter((name) => name.startsWith(PREFIX) && name !== own);
  const isLive = await Promise.all(
    marks.map(async (mark) => {
      if (mark === (await markOf(pidIn(mark)))) return true;
      await rm(path.join(directory, mark), { force: true });
      return false;
    }),
  );
  return marks.filter((_, index) => isLive[index]).sort();
}

function pidIn(mark: string): number {
  return Number.parseInt(mark.slice(PREFIX.length), 10);
}

function inUse(directory: string, mark: string): StartupError {
  return new StartupError(`${directory} is in use by process ${pidIn(mark)}: stop it, or choose another directory.`);
}
