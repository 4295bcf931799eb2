import { chmod, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ClusterError } from '../../lib/cluster/cluster-error.ts';
import { startPostgresCluster, type PostgresCluster } from '../../lib/cluster/postgres-cluster.ts';
import { restoreCluster, type Restored } from '../../lib/cluster/restore.ts';
import { StartupError } from '../../lib/cluster/startup-error.ts';

const PATIENCE = { timeout: 20_000 };
const SETTINGS = { fsync: 'off', shared_buffers: '16MB' };

let parent: string;
let directory: string;
let backups: string;
const running: PostgresCluster[] = [];

beforeEach(async () => {
  parent = await realpath(await mkdtemp(path.join(os.tmpdir(), 'backup-')));
  await chmod(parent, 0o755);
  directory = path.join(parent, 'data');
  backups = path.join(parent, `the owner's 100% backups`);
});
afterEach(async () => {
  await stop();
  await rm(parent, { recursive: true, force: true });
});

async function start({ replicaCount = 0 } = {}): Promise<PostgresCluster> {
  const cluster = await startPostgresCluster({
    directory,
    backups,
    superuserPassword: 'backup-tests-only',
    settings: SETTINGS,
    replicaCount,
  });
  running.push(cluster);
  return cluster;
}

async function stop(): Promise<void> {
  for (const cluster of running.splice(0)) await cluster.stop();
}

async function restore(to: Date | undefined, timeline?: number): Promise<Restored> {
  return restoreCluster({ directory, backups, target: to, timeline, onProgress: () => undefined });
}

async function query<Row extends object>(cluster: PostgresCluster, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: cluster.primary.url() });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The server's clock, with a little room before and after it, so that a write has clearly come before or after it. */
async function now(cluster: PostgresCluster): Promise<Date> {
  await sleep(20);
  const [row] = await query<{ now: Date }>(cluster, 'select clock_timestamp() as now');
  await sleep(20);
  return row!.now;
}

const CREATE = 'create table account (id int primary key, name text not null, balance numeric)';
const insert = (from: number, to: number) =>
  `insert into account select i, 'naam é ' || i, i / 7.0 from generate_series(${from}, ${to}) i`;
const HASH = `select md5(string_agg(account::text, '|' order by id)) as hash, count(*)::int as count from account`;

test('a table dropped by accident is there again as it was a moment before, and what was there then is kept aside', async () => {
  const cluster = await start({ replicaCount: 1 });
  await query(cluster, CREATE);
  await query(cluster, insert(1, 5_000));
  await cluster.backup();
  await query(cluster, insert(5_001, 6_000));
  await query(cluster, 'update account set balance = balance * 2 where id % 3 = 0');
  const before = await query(cluster, HASH);
  const moment = await now(cluster);
  await query(cluster, 'drop table account');
  await stop();

  const restored = await restore(moment);
  expect(restored.timeline).toBe(2);
  expect(await readdir(restored.movedTo!)).toEqual(['node-1', 'node-2']);
  const again = await start({ replicaCount: 1 });
  expect(await query(again, HASH)).toEqual(before);
  await query(again, insert(6_001, 6_001));
  // The replica was copied from what was restored, and follows it.
  const replica = new pg.Client({ connectionString: again.replicas[0]!.url() });
  await replica.connect();
  await expect
    .poll(async () => (await replica.query<{ count: number }>('select count(*)::int from account')).rows[0], PATIENCE)
    .toEqual({ count: 6_001 });
  await replica.end();
});

test('a lost disk costs what was not archived and nothing else: everything up to there comes back', async () => {
  const cluster = await start();
  await query(cluster, CREATE);
  await cluster.backup();
  await query(cluster, insert(1, 3_000));
  const before = await query(cluster, HASH);
  const [closed] = await query<{ name: string }>(cluster, 'select pg_walfile_name(pg_switch_wal()) as name');
  await expect
    .poll(() => query(cluster, `select last_archived_wal >= '${closed!.name}' as done from pg_stat_archiver`), PATIENCE)
    .toEqual([{ done: true }]);
  await cluster.primary.kill();
  await stop();
  await rm(directory, { recursive: true });

  expect((await restore(undefined)).movedTo).toBe(undefined);
  expect(await query(await start(), HASH)).toEqual(before);
});

test('writes that were not archived yet come back too while the disk of the primary is there', async () => {
  const cluster = await start();
  await query(cluster, CREATE);
  await cluster.backup();
  await query(cluster, insert(1, 10));
  const before = await query(cluster, HASH);
  await cluster.primary.kill();
  await stop();
  await restore(undefined);
  expect(await query(await start(), HASH)).toEqual(before);
});

test('a restore to too early a time is undone along the timeline that it left; backups go on working after it', async () => {
  const cluster = await start();
  await query(cluster, CREATE);
  await cluster.backup();
  const early = await now(cluster);
  await query(cluster, insert(1, 10));
  const late = await now(cluster);
  await query(cluster, 'drop table account');
  await stop();

  await restore(early);
  const tooEarly = await start();
  expect(await query(tooEarly, HASH)).toMatchObject([{ count: 0 }]);
  await query(tooEarly, insert(90, 92));
  await tooEarly.backup();
  const after = await now(tooEarly);
  await query(tooEarly, insert(93, 93));
  await stop();

  expect((await restore(late, 1)).timeline).toBe(3);
  const undone = await start();
  expect(await query(undone, HASH)).toMatchObject([{ count: 10 }]);
  await stop();

  expect((await restore(after, 2)).timeline).toBe(4);
  expect(await query(await start(), HASH)).toMatchObject([{ count: 3 }]);
});

test('a backup goes on with the primary that was promoted after it', async () => {
  const cluster = await start({ replicaCount: 1 });
  await query(cluster, CREATE);
  await cluster.backup();
  await query(cluster, insert(1, 10));
  await cluster.promote();
  await query(cluster, insert(11, 20));
  const moment = await now(cluster);
  await query(cluster, insert(21, 30));
  await stop();
  await restore(moment);
  expect(await query(await start({ replicaCount: 1 }), HASH)).toMatchObject([{ count: 20 }]);
});

test('nothing is archived before there is a backup, and log that no backup needs goes with the next one', async () => {
  // As where backups are kept on another disk.
  await mkdir(`${backups} on another disk`);
  await symlink(`${backups} on another disk`, backups);
  const cluster = await start();
  await query(cluster, CREATE);
  await query(cluster, 'select pg_switch_wal()');
  expect(await readdir(backups).catch(() => [])).toEqual([]);

  const first = await cluster.backup();
  const archive = first.archive;
  await query(cluster, insert(1, 100));
  await query(cluster, 'select pg_switch_wal()');
  const second = await cluster.backup();
  const segments = async () => (await readdir(archive)).filter((name) => /^[\dA-F]{24}\.gz$/.test(name)).sort();
  expect((await segments())[0]).toBe(`${first.firstSegment}.gz`);
  await rm(path.dirname(first.directory), { recursive: true });
  await cluster.backup();
  expect((await segments())[0]).toBe(`${second.firstSegment}.gz`);
});

test('a restore that cannot be is refused in one sentence, and nothing is changed', async () => {
  await expect(restore(undefined)).rejects.toThrow(
    new ClusterError(`There is no backup in ${backups}: only what "npm run backup" has copied can be restored.`),
  );
  const cluster = await start();
  await query(cluster, CREATE);
  const tooEarly = await now(cluster);
  const { endedAt } = await cluster.backup();
  await query(cluster, insert(1, 10));
  await expect(restore(undefined)).rejects.toThrow(StartupError);
  await sleep(50);
  const tooLate = await now(cluster);
  await stop();

  await expect(restore(tooEarly)).rejects.toThrow(
    new ClusterError(`The first backup ended at ${endedAt}: choose a time from then on.`),
  );
  await expect(restore(tooLate)).rejects.toThrow(
    /^The log that was kept ends with a write at \d{4}-[^\n]+: choose a time before it, or "--to latest" for all there is\.$/,
  );
  const future = new Date(Date.now() + 3_600_000);
  await expect(restore(future)).rejects.toThrow(`${future.toISOString()} is yet to come: name a time past.`);
  expect((await readdir(directory)).filter((name) => !name.startsWith('node-1'))).toEqual(['replication.pgpass']);
  expect(await query(await start(), HASH)).toMatchObject([{ count: 10 }]);
});

test('a start after a restore that was cut off refuses to begin with an empty database', async () => {
  const cluster = await start();
  await stop();
  const aside = path.join(directory, 'before-restore-x');
  await rename(cluster.primary.directory, aside);
  await writeFile(`${aside}.note`, '');
  await expect(start()).rejects.toThrow(/^A restore into .+ was interrupted: run it again, or move the nodes in /);
});
