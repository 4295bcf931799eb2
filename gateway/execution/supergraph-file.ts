import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { SupergraphSdlHook } from '@apollo/gateway';
import type { Logger } from '../../lib/log.ts';

/** Polling follows symbolic links and renames, which is how both `npm run compose` and Kubernetes replace the file. */
const POLL_INTERVAL_MS = 500;

/**
 * Loads the composed supergraph and swaps in each new version of the file. A version that is broken is refused with
 * the reason logged, and the last good one goes on serving.
 */
export function createSupergraphFile(file: string, logger: Logger): SupergraphSdlHook {
  return async ({ update }) => {
    const supergraphSdl = await readFile(file, 'utf8');
    let current = supergraphSdl;
    const reload = async (): Promise<void> => {
      try {
        const next = await readFile(file, 'utf8');
        if (next === current) return;
        update(next);
        current = next;
        logger.info({ file }, 'a new supergraph is serving');
      } catch (error) {
        logger.error({ err: error, file }, 'the changed supergraph was refused: the last good one goes on serving');
      }
    };
    watchFile(file, { interval: POLL_INTERVAL_MS }, () => void reload());
    return { supergraphSdl, cleanup: async () => unwatchFile(file) };
  };
}
