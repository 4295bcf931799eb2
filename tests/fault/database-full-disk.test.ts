import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PostgresNode } from '../../lib/cluster/postgres-node.ts';
import { withAdministrator } from '../../lib/db-admin.ts';
import { databaseFailure } from '../../lib/db-errors.ts';
import { startReplicatedDatabase } from '../support/replicated-database.ts';
import type { ReplicatedDatabase } from '../support/replicated-database.ts';
import { canMount, mountSmallDisk } from '../support/small-disk.ts';
import type { SmallDisk } from '../support/small-disk.ts';

const DISK_MB = 128;
/** Of one statement: more than fits beside the rows of a page. */
const BATCH = 1_000;

const canHaveSmallDisk = await canMount();
if (!canHaveSmallDisk) console.warn("SKIPPED: the primary's full disk, since this process may not mount a small one.");

let notes: ReplicatedDatabase;
let disk: SmallDisk;
let nextBatch: number;
let acknowledged: number[];

/** Writes a batch; resolves with the code of the refusal, or with nothing. */
async function write(): Promise<string | undefined> {
  const batch = nextBatch++;
  const rows = Array.from({ length: BATCH }, (_, i) => ({ id: batch * BATCH + i, value: 1 }));
  const { write: db } = notes.database.forSession(notes.session());
  try {
    await db.insertInto('notes').values(rows).execute();
    acknowledged.push(batch);
    return undefined;
  } catch (error) {
    return databaseFailure(error)?.code ?? String((error as { code?: string }).code ?? error);
  }
}

const read = async (session = notes.session()): Promise<ReadonlySet<string>> => {
  await notes.database.forSession(session).read.selectFrom('notes').select('value').where('id', '=', 1).execute();
  return session.nodes;
};

/** Reads until told to stop, and resolves with what went wrong. */
function startReader() {
  const errors: unknown[] = [];
  let isStopped = false;
  let count = 0;
  const done = (async () => {
    while (!isStopped) {
      await read().then(
        () => count++,
        (error: unknown) => errors.push(error),
      );
      await sleep(5);
    }
  })();
  return {
    errors,
    count: () => count,
    stop: async () => {
      isStopped = true;
      await done;
    },
  };
}

/** Every row of a node, read from the table itself, whose pages the server checks against their checksums. */
async function contentsOf(node: PostgresNode): Promise<{ rows: number; hash: string }> {
  const [contents] = await notes.query<{ rows: number; hash: string }>(
    node,
    `select count(*)::int as rows, md5(string_agg(id || ' ' || value, ',' order by id)) as hash from app_notes.notes`,
  );
  return contents!;
}

/**
 * That all nodes hold the same, of each batch all or nothing, and that the index finds what the table has. Resolves with
 * the batches that are there.
 */
async function expectWholeEverywhere(): Promise<number[]> {
  const { primary, replicas } = notes.cluster;
  expect(await notes.query(primary, 'show data_checksums')).toEqual([{ data_checksums: 'on' }]);
  const contents = await contentsOf(primary);
  for (const replica of replicas) await expect.poll(() => contentsOf(replica), { timeout: 10_000 }).toEqual(contents);
  const indexed = await withAdministrator(primary.url(), async (client) => {
    await client.query('set enable_seqscan = off; set enable_bitmapscan = off');
    return client.query(`select count(*)::int as rows from app_notes.notes where id > 0`);
  });
  expect(indexed.rows).toEqual([{ rows: contents.rows }]);
  const batches = await notes.query<{ batch: number; rows: number }>(
    primary,
    `select id / ${BATCH} as batch, count(*)::int as rows from app_notes.notes where id >= ${BATCH} group by 1 order by 1`,
  );
  expect(batches.filter(({ rows }) => rows !== BATCH)).toEqual([]);
  return batches.map(({ batch }) => batch);
}

/** That a write succeeds within 30 s of there being room. */
async function expectWriteSince(roomAtMs: number, what: string): Promise<void> {
  await expect.poll(write, { timeout: 30_000 - (performance.now() - roomAtMs) }).toBeUndefined();
  console.log(`room for ${what}: written to again ${Math.round(performance.now() - roomAtMs)} ms later`);
}

/** Starts the cluster with one directory of its primary on the small disk. */
async function startWithOnSmallDisk(directory: string): Promise<void> {
  const { primary } = notes.cluster;
  await primary.stop();
  await disk.take(path.join(primary.directory, directory));
  await primary.start();
  await notes.untilHealthy();
}

describe.skipIf(!canHaveSmallDisk)('the disk of the primary is full (needs root, to mount a small one)', () => {
  beforeEach(async () => {
    notes = await startReplicatedDatabase();
    disk = await mountSmallDisk(DISK_MB);
    nextBatch = 1;
    acknowledged = [];
  });
  afterEach(async () => {
    await notes.close();
    await disk[Symbol.asyncDispose]();
  });

  test('of its tables: writes are refused, all nodes go on reading, and it writes again once there is room', async () => {
    await startWithOnSmallDisk('base');
    const { primary } = notes.cluster;
    const { pid } = primary;
    const reader = startReader();
    expect(await write()).toBeUndefined();
    await disk.fill();
    expect(await write()).toBe('UPSTREAM_UNAVAILABLE');
    expect(await write()).toBe('UPSTREAM_UNAVAILABLE');
    expect(await read(notes.session({ readsPrimary: true }))).toEqual(new Set([notes.nameOf(primary)]));
    expect(await expectWholeEverywhere()).toEqual(acknowledged);
    await disk.free();
    await expectWriteSince(performance.now(), 'its tables');
    await reader.stop();
    expect(reader.errors).toEqual([]);
    expect(await expectWholeEverywhere()).toEqual(acknowledged);
    expect(primary.pid).toBe(pid);
  });

  test('of its log: it goes down, replicas go on reading, and with room again it starts and has all that it acknowledged', async () => {
    await startWithOnSmallDisk('pg_wal');
    const { primary } = notes.cluster;
    const plain = new pg.Pool({ connectionString: primary.url(), connectionTimeoutMillis: 500 });
    plain.on('error', () => undefined);
    await plain.query('select 1');
    const reader = startReader();
    expect(await write()).toBeUndefined();
    await disk.fill();
    const refusals = new Set<string | undefined>();
    while (primary.pid !== undefined) refusals.add(await write());
    refusals.delete(undefined);
    expect([...refusals]).toEqual(['UPSTREAM_UNAVAILABLE']);
    const readsBefore = reader.count();
    await expect.poll(() => reader.count()).toBeGreaterThan(readsBefore + 20);
    // Who reads from that node alone does see it.
    await expect(plain.query('select 1')).rejects.toThrow();
    await plain.end();
    expect(await write()).toBe('UPSTREAM_UNAVAILABLE');

    await disk.free();
    const startedAtMs = performance.now();
    await primary.start();
    await expectWriteSince(startedAtMs, 'its log');
    await notes.untilHealthy();
    await reader.stop();
    expect(reader.errors).toEqual([]);
    // What was refused while it went down may be there, as a whole.
    expect(await expectWholeEverywhere()).toEqual(expect.arrayContaining(acknowledged));
  });
});
