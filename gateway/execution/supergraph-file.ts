import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { SupergraphSdlHook } from '@apollo/gateway';
import { ConfigError } from '../../lib/config.ts';
import type { Logger } from '../../lib/log.ts';
import { loadableSupergraph } from './loadable-supergraph.ts';

/** Polling follows symbolic links and renames, which is how both `npm run compose` and Kubernetes replace the file. */
const POLL_INTERVAL_MS = 500;

/**
 * Loads the composed supergraph and swaps in each new version of the file. A version that is broken is refused with
 * the reason logged, and the last good one goes on serving.
 */
export function createSupergraphFile(file: string, logger: Logger): SupergraphSdlHook {
  return async ({ update }) => {
    let current = await readFile(file, 'utf8');
    const reload = async (): Promise<void> => {
      try {
        const next = await readFile(file, 'utf8');
        if (next === current) return;
        update(loadableSupergraph(next));
        current = next;
        logger.info({ file }, 'a new supergraph is serving');
      } catch (error) {
        logger.error({ err: error, file }, 'the changed supergraph was refused: the last good one goes on serving');
      }
    };
    const supergraphSdl = loadableSupergraph(current);
    watchFile(file, { interval: POLL_INTERVAL_MS }, () => void reload());
    return { supergraphSdl, cleanup: async () => unwatchFile(file) };
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
