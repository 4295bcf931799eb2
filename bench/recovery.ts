import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgresCluster } from '../lib/cluster/postgres-cluster.ts';
import type { PostgresCluster } from '../lib/cluster/postgres-cluster.ts';
import { restoreCluster } from '../lib/cluster/restore.ts';
import { withAdministrator } from '../lib/db-admin.ts';

/**
 * How long the embedded cluster takes to fail over, to be backed up and to be restored, with everything written to disk
 * as in earnest. Loss is counted in acknowledged writes.
 */
const ROWS = 200_000;
const ROWS_AFTER_BACKUP = 50_000;
const FAILOVERS = 3;

const directory = await mkdtemp(path.join(tmpdir(), 'recovery-'));
await chmod(directory, 0o711);
const places = { directory: path.join(directory, 'postgres'), backups: path.join(directory, 'backups') };
const start = (): Promise<PostgresCluster> =>
  startPostgresCluster({ ...places, superuserPassword: 'recovery-benchmark-only', isSynchronous: true });

async function query<Row extends object>(cluster: PostgresCluster, sql: string): Promise<Row[]> {
  return withAdministrator(cluster.primary.url(), async (client) => (await client.query<Row>(sql)).rows);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1_000;
}

function print(what: string, value: string): void {
  console.log(`${what.padEnd(58)}${value}`);
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const fill = (rows: number): string =>
  `insert into ledger (text) select repeat(md5(i::text), 8) from generate_series(1, ${rows}) i`;

/** Writes one row after another until the primary is gone. Resolves with the number that was acknowledged. */
async function writeUntilKilled(cluster: PostgresCluster): Promise<number> {
  let acknowledged = 0;
  await withAdministrator(cluster.primary.url(), async (client) => {
    for (;;) {
      await client.query('insert into acknowledged default values');
      acknowledged += 1;
    }
  }).catch(() => undefined);
  return acknowledged;
}

async function failOver(cluster: PostgresCluster, run: number): Promise<void> {
  await query(cluster, 'truncate acknowledged');
  const former = cluster.primary;
  const writing = writeUntilKilled(cluster);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await former.kill();
  const untilWritable = await secondsOf(async () => {
    await cluster.promote();
    await query(cluster, 'create table if not exists writable ()');
  });
  const [found] = await query<{ count: number }>(cluster, 'select count(*)::int as count from acknowledged');
  const written = await writing;
  print(
    `failover ${run}: from the command to the next write`,
    `${seconds(untilWritable)}; ${Math.max(0, written - (found?.count ?? 0))} of ${written} acknowledged writes lost`,
  );
  print(`  the killed one is a replica again after`, seconds(await secondsOf(() => cluster.rejoin(former.name))));
}

let cluster: PostgresCluster | undefined;
try {
  console.log(`${availableParallelism()} cores, ${cpus()[0]?.model}, Node ${process.version}`);
  cluster = await start();
  await query(cluster, 'create table ledger (id bigint generated always as identity primary key, text text)');
  await query(cluster, 'create table acknowledged (id bigint generated always as identity primary key)');
  await query(cluster, fill(ROWS));
  const [size] = await query<{ mb: number }>(cluster, 'select pg_database_size(current_database()) / 1e6 as mb');
  print('database', `${Number(size?.mb).toFixed(0)} MB`);
  for (let run = 1; run <= FAILOVERS; run++) await failOver(cluster, run);

  const running = cluster;
  print('backup of the running primary', seconds(await secondsOf(() => running.backup())));
  await query(cluster, fill(ROWS_AFTER_BACKUP));
  const [now] = await query<{ now: Date }>(cluster, 'select clock_timestamp() as now');
  await query(cluster, 'drop table ledger');
  await cluster.stop();

  const target = now?.now;
  const untilRestored = await secondsOf(() =>
    restoreCluster({ ...places, target, timeline: undefined, onProgress: () => undefined }),
  );
  print(`restore, with ${ROWS_AFTER_BACKUP} rows since the backup`, seconds(untilRestored));
  const untilStarted = await secondsOf(async () => (cluster = await start()));
  print('start of the restored primary, and both replicas copied', seconds(untilStarted));
  const [rows] = await query<{ count: number }>(cluster, 'select count(*)::int as count from ledger');
  print('rows as of the moment before the table was dropped', `${rows?.count} of ${ROWS + ROWS_AFTER_BACKUP}`);
} finally {
  await cluster?.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
