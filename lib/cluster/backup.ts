import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { copyRunningServer } from './base-backup.ts';
import { buildDirectory, timelineOf, type Making } from './postgres-directory.ts';
import { makeBaseDirectory, makeServerDirectory } from './server-user.ts';

const manifestSchema = z.object({
  /** It can be restored to this time and any later one. */
  endedAt: z.iso.datetime(),
  timeline: z.number(),
  /** The first WAL segment that a restore of it needs. */
  firstSegment: z.string(),
});
export type Backup = z.infer<typeof manifestSchema> & {
  /** Of the copy. */
  directory: string;
  /** The log that goes on from it. */
  archive: string;
  systemIdentifier: string;
};

const MANIFEST = 'backup.json';
const SEGMENT = /^[\dA-F]{24}\b/;

/** Where the log of one database goes: databases made apart have logs that must not mix, though the names are the same. */
export function archiveDirectory(backups: string, systemIdentifier: string): string {
  return path.join(backups, systemIdentifier, 'wal');
}

/** The number that a database got when it was made, and its copies share: the first field of pg_control. */
export async function systemIdentifierOf(directory: string): Promise<string> {
  await using file = await open(path.join(directory, 'global', 'pg_control'));
  const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
  return String(buffer.readBigUInt64LE());
}

/**
 * Copies a running primary into `backups` and keeps its log from there on; a backup that is listed is whole and on disk.
 * Log that no backup needs any more is removed.
 */
export async function createBackup(
  primary: { url: string; directory: string },
  backups: string,
  making: Making,
): Promise<Backup> {
  const systemIdentifier = await systemIdentifierOf(primary.directory);
  const root = await makeBaseDirectory(backups);
  const archive = archiveDirectory(root, systemIdentifier);
  const base = await makeBaseDirectory(path.join(root, systemIdentifier, 'base'));
  await makeBaseDirectory(path.dirname(archive));
  await makeServerDirectory(archive);

  const place = path.join(base, new Date().toISOString().replaceAll(':', '-'));
  const directory = path.join(place, 'data');
  await mkdir(place, { mode: 0o711 });
  let manifest: z.infer<typeof manifestSchema> | undefined;
  try {
    await buildDirectory(directory, making, async (draft) => {
      const copy = await copyRunningServer(primary, draft, { isArchived: true, signal: making.signal });
      manifest = { ...copy, timeline: await timelineOf(primary.directory) };
    });
    await writeFile(path.join(place, `${MANIFEST}.draft`), JSON.stringify(manifest, null, 2), { flush: true });
    await rename(path.join(place, `${MANIFEST}.draft`), path.join(place, MANIFEST));
  } catch (error) {
    await rm(place, { recursive: true, force: true });
    throw error;
  }
  const all = await listBackups(root);
  await removeUnneededLog(
    archive,
    all.filter((each) => each.archive === archive),
  );
  const made = all.find((each) => each.directory === directory);
  if (!made) throw new Error(`${directory} was not written.`);
  return made;
}

/** The whole backups in a directory, oldest first; none when it does not exist. */
export async function listBackups(backups: string): Promise<Backup[]> {
  const found: Backup[] = [];
  for (const systemIdentifier of await readdir(backups).catch(() => [])) {
    const base = path.join(backups, systemIdentifier, 'base');
    for (const name of await readdir(base).catch(() => [])) {
      const text = await readFile(path.join(base, name, MANIFEST), 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      const archive = archiveDirectory(backups, systemIdentifier);
      const directory = path.join(base, name, 'data');
      found.push({ ...manifestSchema.parse(JSON.parse(text)), directory, archive, systemIdentifier });
    }
  }
  return found.sort((one, other) => one.endedAt.localeCompare(other.endedAt));
}

/** Segments before the oldest backup's first, on whatever timeline; histories are small and always kept. */
async function removeUnneededLog(archive: string, backups: readonly Backup[]): Promise<void> {
  const positions = backups.map(({ firstSegment }) => positionOf(firstSegment)).sort();
  const [oldest] = positions;
  if (oldest === undefined) return;
  for (const name of await readdir(archive))
    if (SEGMENT.test(name) && positionOf(name) < oldest) await rm(path.join(archive, name));
}

/** A segment's name without its timeline: what is left sorts by place in the log. */
function positionOf(segment: string): string {
  return segment.slice(8, 24);
}
