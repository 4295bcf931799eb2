import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { SupergraphSdlHook } from '@apollo/gateway';
import { ConfigError } from '../../lib/config.ts';
import type { Logger } from '../../lib/log.ts';
import { loadableSupergraph } from './loadable-supergraph.ts';

/** Polling follows symbolic links and renames, which is how both `npm run compose` and Kubernetes replace the file. */
const POLL_INTERVAL_MS = 500;

/** Makes a supergraph ready to serve before it is swapped in. A rejection refuses it. */
type Prepare = (supergraphSdl: string, signal: AbortSignal) => Promise<void>;

/**
 * Loads the composed supergraph and swaps in each new version of the file. A version that is broken is refused with
 * the reason logged, and the last good one goes on serving.
 */
export function createSupergraphFile(file: string, logger: Logger, prepare: Prepare): SupergraphSdlHook {
  return async ({ update }) => {
    const closing = new AbortController();
    let current = await readFile(file, 'utf8');
    const load = async (text: string): Promise<string> => {
      const supergraphSdl = loadableSupergraph(text);
      await prepare(supergraphSdl, closing.signal);
      return supergraphSdl;
    };
    const reload = async (): Promise<void> => {
      try {
        const next = await readFile(file, 'utf8');
        if (next === current) return;
        update(await load(next));
        current = next;
        logger.info({ file }, 'a new supergraph is serving');
      } catch (error) {
        if (closing.signal.aborted) return;
        logger.error({ err: error, file }, 'the changed supergraph was refused: the last good one goes on serving');
      }
    };
    const supergraphSdl = await load(current);
    // One after the other, so that the file's last version is the one that stays.
    let reloads = Promise.resolve();
    watchFile(file, { interval: POLL_INTERVAL_MS }, () => {
      reloads = reloads.then(reload);
    });
    const cleanup = async (): Promise<void> => {
      closing.abort();
      unwatchFile(file);
      await reloads;
    };
    return { supergraphSdl, cleanup };
  };
}

/** Why the gateway cannot start on a supergraph, for the person who started it. */
export function unusableSupergraph(file: string, cause: unknown): ConfigError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const remedy = 'Run `npm run compose` or set SUPERGRAPH.';
  if (code === 'ENOENT') return new ConfigError(`gateway cannot start: there is no file ${file}. ${remedy}`, { cause });
  if (code !== undefined)
    return new ConfigError(`gateway cannot start: ${file} cannot be read (${code}). ${remedy}`, { cause });
  // Apollo's message may be a page: a heading that says no more than "Caused by:", then one line for each problem.
  const reason = message.split('\n').find((line) => line !== '' && !line.endsWith('Caused by:')) ?? message;
  const problem = reason.replace(/\.$/, '');
  return new ConfigError(`gateway cannot start: ${file} is no supergraph that it can serve (${problem}). ${remedy}`, {
    cause,
  });
}
