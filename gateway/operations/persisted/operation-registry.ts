import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../../../lib/config.ts';
import type { Logger } from '../../../lib/log.ts';
import { createClientOperations } from './client-operations.ts';
import type { ClientOperations, RegisteredOperation } from './client-operations.ts';
import { parseOperationManifest } from './operation-manifest.ts';

export interface OperationRegistry {
  /** What a client has registered at the moment. */
  of(client: string): ClientOperations | undefined;
  all(): readonly RegisteredOperation[];
  /** Stops watching. */
  close(): Promise<void>;
}

/** Polling follows symbolic links and renames, which is how both `npm run operations:register` and Kubernetes replace files. */
const POLL_INTERVAL_MS = 500;
const MANIFEST = /^([\w.-]{1,64})\.json$/;

interface LoadedFile {
  /** Changes when the file does. */
  readonly version: string;
  readonly text: string;
  /** Undefined when the file has never been a manifest. */
  readonly operations: ClientOperations | undefined;
}

/**
 * Serves the manifests in a directory, and each as it is replaced. A file that is broken is refused with the reason
 * logged, and the last good one goes on serving. @throws ConfigError when one is broken at the start.
 */
export async function createOperationRegistry(
  directory: string | undefined,
  logger: Logger,
): Promise<OperationRegistry> {
  let files: ReadonlyMap<string, LoadedFile> = new Map();
  let clients: ReadonlyMap<string, ClientOperations | undefined> = new Map();
  const closing = new AbortController();

  async function load(file: string, refuse: (reason: unknown) => void): Promise<LoadedFile> {
    const known = files.get(file);
    const { mtimeMs, size, ino } = await stat(file);
    const version = `${mtimeMs}/${size}/${ino}`;
    if (known?.version === version) return known;
    const text = await readFile(file, 'utf8');
    if (known?.text === text) return { ...known, version };
    try {
      const operations = createClientOperations(path.basename(file, '.json'), parseOperationManifest(text));
      if (known) logger.info({ file, operations: operations.byId.size }, 'a new manifest of operations is serving');
      return { version, text, operations };
    } catch (error) {
      refuse(error);
      return { version, text, operations: known?.operations };
    }
  }

  async function loadAll(from: string, refuse: (file: string, reason: unknown) => void): Promise<void> {
    const names = (await readdir(from)).filter((name) => MANIFEST.test(name));
    const paths = names.map((name) => path.join(from, name));
    const loaded = await Promise.all(
      paths.map(async (file) => [file, await load(file, (reason) => refuse(file, reason))] as const),
    );
    for (const file of files.keys())
      if (!paths.includes(file)) logger.info({ file }, 'a manifest of operations was taken away');
    files = new Map(loaded);
    clients = new Map(loaded.map(([file, { operations }]) => [path.basename(file, '.json'), operations]));
  }

  async function watch(from: string): Promise<void> {
    let isReadable = true;
    const refuse = (file: string, reason: unknown): void =>
      logger.error({ err: reason, file }, 'the changed manifest was refused: the last good one goes on serving');
    while (!closing.signal.aborted) {
      await sleep(POLL_INTERVAL_MS, undefined, { signal: closing.signal, ref: false });
      try {
        await loadAll(from, refuse);
        isReadable = true;
      } catch (error) {
        if (isReadable) logger.error({ err: error, directory: from }, 'the manifests of operations cannot be read');
        isReadable = false;
      }
    }
  }

  let watching = Promise.resolve();
  if (directory !== undefined) {
    await loadAll(directory, (file, reason) => {
      throw new ConfigError(
        `gateway cannot start: ${file} is no manifest of operations (${(reason as Error).message}).`,
      );
    }).catch((error: unknown) => {
      if (error instanceof ConfigError) throw error;
      throw new ConfigError(`gateway cannot start: OPERATIONS_DIRECTORY ${directory} cannot be read.`, {
        cause: error,
      });
    });
    watching = watch(directory).catch(() => undefined);
  }
  return {
    of: (client) => clients.get(client),
    all: () => [...clients.values()].flatMap((operations) => [...(operations?.byId.values() ?? [])]),
    async close() {
      closing.abort();
      await watching;
    },
  };
}
