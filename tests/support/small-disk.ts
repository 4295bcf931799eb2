import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CHUNK_BYTES = 65_536;

export interface SmallDisk extends AsyncDisposable {
  /** Moves a directory that nobody uses onto the disk; a link to it is left in its place. */
  take(directory: string): Promise<void>;
  /** Leaves no byte free. */
  fill(): Promise<void>;
  /** Frees what `fill` took. */
  free(): Promise<void>;
}

/** Whether this process may mount a file system: root may, unless it is confined. */
export async function canMount(): Promise<boolean> {
  return mountSmallDisk(1).then(
    async (disk) => {
      await disk[Symbol.asyncDispose]();
      return true;
    },
    () => false,
  );
}

/** A file system of its own, in memory, of this size. */
export async function mountSmallDisk(sizeMb: number): Promise<SmallDisk> {
  const mountPoint = await mkdtemp(path.join(tmpdir(), 'small-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=0711`, 'tmpfs', mountPoint]);
  } catch (error) {
    await rm(mountPoint, { recursive: true });
    throw error;
  }
  const filler = path.join(mountPoint, 'filler');
  return {
    async take(directory) {
      const place = path.join(mountPoint, path.basename(directory));
      await run('cp', ['-a', directory, place]);
      await rm(directory, { recursive: true });
      await symlink(place, directory);
    },
    async fill() {
      await using file = await open(filler, 'w');
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const error = await (async () => {
        for (;;) await file.write(chunk);
      })().catch((reason: NodeJS.ErrnoException) => reason);
      if (error.code !== 'ENOSPC') throw error;
    },
    free: () => rm(filler),
    async [Symbol.asyncDispose]() {
      await run('umount', [mountPoint]);
      await rm(mountPoint, { recursive: true });
    },
  };
}
