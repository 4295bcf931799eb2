import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { ExtractError } from './extract-error.ts';

/** The files of one extract, wherever they lie. */
export interface ExtractFiles {
  /** Streams a file by its name, such as `activity.csv`. @throws ExtractError when the extract lacks it. */
  open(name: string): Promise<Readable>;
  close(): void;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function missing(name: string, extractPath: string): ExtractError {
  return new ExtractError(`${name} is missing from ${extractPath}: download the extract again.`);
}

function openDirectory(directory: string): ExtractFiles {
  return {
    open: async (name) => {
      try {
        return (await open(path.join(directory, name))).createReadStream();
      } catch (error) {
        throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? missing(name, directory) : error;
      }
    },
    close: () => undefined,
  };
}

async function openZip(zipPath: string): Promise<ExtractFiles> {
  const incomplete = (error: unknown) =>
    new ExtractError(`${zipPath} is not a complete zip archive (${reasonOf(error)}): download it again.`);
  const zip = await yauzl.openPromise(zipPath, { autoClose: false }).catch((error: unknown) => {
    throw incomplete(error);
  });
  const entries = new Map<string, yauzl.Entry>();
  try {
    for await (const entry of zip.eachEntry()) entries.set(path.posix.basename(entry.fileName), entry);
  } catch (error) {
    zip.close();
    throw incomplete(error);
  }
  return {
    open: async (name) => {
      const entry = entries.get(name);
      if (!entry) throw missing(name, zipPath);
      return zip.openReadStreamPromise(entry).catch((error: unknown) => {
        throw incomplete(error);
      });
    },
    close: () => zip.close(),
  };
}

/** Opens an extract that is a zip file or a directory of its files. @throws ExtractError when it is neither. */
export async function openExtract(extractPath: string): Promise<ExtractFiles> {
  const stats = await stat(extractPath).catch(() => undefined);
  if (!stats) throw new ExtractError(`${extractPath} does not exist: give a zip file or a directory of an extract.`);
  return stats.isDirectory() ? openDirectory(extractPath) : openZip(extractPath);
}
