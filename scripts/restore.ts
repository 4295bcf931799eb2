import path from 'node:path';
import { parseArgs } from 'node:util';
import { ClusterError } from '../lib/cluster/cluster-error.ts';
import { restoreCluster } from '../lib/cluster/restore.ts';
import { StartupError } from '../lib/cluster/startup-error.ts';
import { backupsDirectoryOf, dataDirectoryOf } from './platform/data-directory.ts';

const USAGE = `npm run restore -- --to <time> [--timeline <number>], while the platform is stopped:
  --to 2026-11-23T16:41:00Z  the moment to return to, with its zone; or "latest" for all that was written
  --timeline 1               follow this timeline, not the newest: to undo a restore to too early a time`;
/** With a zone: the same words must mean the same moment to everybody. */
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

function parse(args: readonly string[]): { target: Date | undefined; timeline: number | undefined } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { to: { type: 'string' }, timeline: { type: 'string' } },
    });
    const { to = '', timeline } = values;
    const isTime = to === 'latest' || (TIME.test(to) && !Number.isNaN(Date.parse(to)));
    if (!isTime || (timeline !== undefined && !/^[1-9]\d*$/.test(timeline))) return undefined;
    return { target: to === 'latest' ? undefined : new Date(to), timeline: timeline ? Number(timeline) : undefined };
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const wanted = parse(process.argv.slice(2));
  if (!wanted) {
    console.error(USAGE);
    return 2;
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => interrupted.abort(new ClusterError('Interrupted: nothing was changed.')));
  const startedAtMs = performance.now();
  const { lastWriteAt, timeline, movedTo } = await restoreCluster({
    ...wanted,
    directory: path.join(dataDirectoryOf(process.env), 'postgres'),
    backups: backupsDirectoryOf(process.env),
    onProgress: (message) => console.log(message),
    signal: interrupted.signal,
  });
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  console.log(
    `Restored in ${seconds} s; the last write in it is ${lastWriteAt ? `of ${lastWriteAt}` : 'that of the backup'}; its timeline is ${timeline}.`,
  );
  if (movedTo !== undefined) console.log(`What was there before is in ${movedTo}: delete it when it is not needed.`);
  console.log('Start it with npm start, which copies the replicas from it.');
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof ClusterError || error instanceof StartupError ? error.message : error);
  process.exitCode = 1;
}
