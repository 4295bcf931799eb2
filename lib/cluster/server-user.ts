import {
  access,
  chmod,
  constants,
  chown,
  lchown,
  mkdir,
  readdir,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from './startup-error.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };

/** Whom servers run as, for spawn(): nobody in place of root, as whom PostgreSQL refuses to run. */
export function serverUser(): { uid: number; gid: number } | Record<string, never> {
  return process.getuid?.() === 0 ? NOBODY : {};
}

/** Creates the directory that servers' directories go into and returns its real path; StartupError if servers could not use it. */
export async function makeBaseDirectory(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true });
    const real = await realpath(directory);
    await access(real, constants.W_OK | constants.X_OK);
    if (serverUser().uid === undefined) return real;
    const { mode } = await stat(real);
    await chmod(real, mode | 0o011);
    await requireReachable(path.dirname(real));
    return real;
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `Cannot keep data in ${directory}: ${(error as Error).message}; choose a directory you may write to.`,
    );
  }
}

/** Creates a directory that belongs to the server's user alone. */
export async function makeServerDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await giveToServer(directory);
}

/** Makes the server's user the owner of one file or directory. */
export async function giveToServer(file: string): Promise<void> {
  const { uid, gid } = serverUser();
  if (uid !== undefined) await chown(file, uid, gid);
}

/** Writes a file that the server's user alone can read. */
export async function writeSecret(file: string, content: string): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, content, { mode: 0o600 });
  await giveToServer(file);
}

/** Makes the server's user the owner of a directory that was made when somebody else ran the servers. */
export async function giveTreeToServer(directory: string): Promise<void> {
  const { uid, gid } = serverUser();
  if (uid === undefined || (await stat(directory)).uid === uid) return;
  const entries = await readdir(directory, { recursive: true });
  for (const entry of [...entries.map((name) => path.join(directory, name)), directory]) await lchown(entry, uid, gid);
}

/** Throws a StartupError naming the first directory on the way to `directory` that the server's user cannot enter. */
export async function requireReachable(directory: string): Promise<void> {
  const { uid } = serverUser();
  if (uid === undefined) return;
  const parent = path.dirname(directory);
  if (parent !== directory) await requireReachable(parent);
  const { mode, uid: owner } = await stat(directory);
  if (mode & (owner === uid ? 0o100 : 0o001)) return;
  throw new StartupError(
    `As root, the embedded servers run as the user nobody, who cannot enter ${directory}: ` +
      `run "chmod o+x ${directory}", or start as an ordinary user.`,
  );
}
