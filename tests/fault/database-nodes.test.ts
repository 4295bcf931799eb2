import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PostgresNode } from '../../lib/cluster/postgres-node.ts';
import { databaseFailure } from '../../lib/db-errors.ts';
import { startReplicatedDatabase } from '../support/replicated-database.ts';
import type { ReplicatedDatabase } from '../support/replicated-database.ts';

const READERS = 8;

let notes: ReplicatedDatabase;

const read = async (session = notes.session()): Promise<ReadonlySet<string>> => {
  await notes.database.forSession(session).read.selectFrom('notes').select('value').where('id', '=', 1).execute();
  return session.nodes;
};

/** Reads until told to stop; notes what went wrong, and who answered when. */
function startReaders() {
  const errors: unknown[] = [];
  const answers: { readonly atMs: number; readonly node: string }[] = [];
  let isStopped = false;
  const readers = Array.from({ length: READERS }, async () => {
    while (!isStopped) {
      try {
        const [node = ''] = await read();
        answers.push({ atMs: performance.now(), node });
      } catch (error) {
        errors.push(error);
      }
      await sleep(2);
    }
  });
  return {
    errors,
    answers,
    stop: async () => {
      isStopped = true;
      await Promise.all(readers);
    },
  };
}

const ejections = (node: string) => notes.logs.filter((line) => line['node'] === node && line['fault'] !== undefined);

describe('a replica under a load of reads', () => {
  beforeAll(async () => {
    notes = await startReplicatedDatabase();
  });
  afterAll(() => notes.close());
  beforeEach(() => notes.untilHealthy());

  test.for(['kill', 'freeze'] as const)(
    'that meets a %s: no reader sees an error, and it is passed over',
    async (harm) => {
      const replica = notes.cluster.replicas[0]!;
      const name = notes.nameOf(replica);
      const plain = new pg.Pool({
        connectionString: replica.url(),
        connectionTimeoutMillis: 500,
        query_timeout: 1_000,
      });
      plain.on('error', () => undefined);
      await plain.query('select 1');
      const load = startReaders();
      await expect.poll(() => load.answers.some(({ node }) => node === name)).toBe(true);
      const ejectedBefore = ejections(name).length;
      const harmedAtMs = performance.now();
      await replica[harm]();
      await expect.poll(() => ejections(name).length, { timeout: 10_000 }).toBeGreaterThan(ejectedBefore);
      const ejectedAtMs = performance.now();
      console.log(`${harm}: ejected ${Math.round(ejectedAtMs - harmedAtMs)} ms later`);
      await sleep(500);
      await load.stop();
      expect(load.errors).toEqual([]);
      // Who reads from that replica alone does see it.
      await expect(plain.query('select 1')).rejects.toThrow();
      await plain.end();
      expect(load.answers.filter(({ atMs, node }) => node === name && atMs > ejectedAtMs)).toEqual([]);
      await (harm === 'kill' ? replica.start() : replica.resume());
    },
  );
});

test('a replica that follows the lost primary while another is promoted answers no read from then on', async () => {
  notes = await startReplicatedDatabase();
  try {
    const [promoted, orphan] = notes.cluster.replicas;
    await notes.cluster.primary.kill();
    await notes.query(promoted!, 'select pg_promote()');
    await expect
      .poll(() => ejections(notes.nameOf(orphan!)).some(({ fault }) => fault === 'orphan'), { timeout: 10_000 })
      .toBe(true);
    const nodes = new Set<string>();
    for (let i = 0; i < 100; i++) for (const node of await read()) nodes.add(node);
    expect([...nodes]).toEqual([notes.nameOf(promoted!)]);
    await notes.database.forSession(notes.session()).write.updateTable('notes').set({ value: 7 }).execute();
    // It is there and would answer, with what was before.
    const values = (node: PostgresNode) => notes.query(node, 'select distinct value from app_notes.notes');
    expect([await values(promoted!), await values(orphan!)]).toEqual([[{ value: 7 }], [{ value: 0 }]]);
  } finally {
    await notes.close();
  }
});

test('the primary hangs with log that no replica has: reads go on, and who wrote it is told so', async () => {
  notes = await startReplicatedDatabase();
  try {
    const { primary, replicas } = notes.cluster;
    for (const replica of replicas) await notes.query(replica, 'select pg_wal_replay_pause()');
    const writing = notes.session();
    await notes.database.forSession(writing).write.updateTable('notes').set({ value: 7 }).execute();
    const position = await writing.findPosition!();
    const nodesOfRead = async () => [...(await read())];
    await expect.poll(nodesOfRead, { timeout: 10_000 }).toEqual([notes.nameOf(primary)]);
    await primary.freeze();
    const names = replicas.map(notes.nameOf);
    // Asked while it is still taken for well, the primary answers nothing, and the read goes elsewhere.
    expect(names).toContain((await nodesOfRead())[0]);
    await expect.poll(() => ejections(notes.nameOf(primary)).length, { timeout: 10_000 }).toBe(1);
    for (let i = 0; i < 10; i++) expect(names).toContain((await nodesOfRead())[0]);
    await expect(read(notes.session({ required: [position] }))).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await primary.resume();
  } finally {
    await notes.close();
  }
});

describe('a pool whose connections all wait for a lock', () => {
  beforeAll(async () => {
    notes = await startReplicatedDatabase();
  });
  afterAll(() => notes.close());
  afterEach(() => notes.untilHealthy());

  const write = (database = notes.database) =>
    database.forSession(notes.session()).write.updateTable('notes').set({ value: 1 }).where('id', '=', 1).execute();

  test('refuses further writes instead of holding them, goes on reading, and writes again when the lock is gone', async () => {
    const { write: db } = notes.database.forSession(notes.session());
    const outcomes = await db.transaction().execute(async (transaction) => {
      await sql`select 1 from notes where id = 1 for update`.execute(transaction);
      const waiting = Array.from({ length: 9 }, () => write().then(() => 'written', String));
      await sleep(50);
      const askedAtMs = performance.now();
      const refused = await write().then(
        () => 'written',
        (error: unknown) => databaseFailure(error)?.code,
      );
      console.log(`refused ${Math.round(performance.now() - askedAtMs)} ms after it was asked for`);
      const readers = await Promise.all(Array.from({ length: 20 }, () => read().then(() => 'read', String)));
      return { refused, readers, waiting };
    });
    const releasedAtMs = performance.now();
    expect(outcomes.refused).toBe('UPSTREAM_UNAVAILABLE');
    expect(new Set(outcomes.readers)).toEqual(new Set(['read']));
    await Promise.all(outcomes.waiting);
    expect(await write().then(() => 'written', String)).toBe('written');
    console.log(`written ${Math.round(performance.now() - releasedAtMs)} ms after the lock was released`);
  });

  test('holds a write for as long as it is told to wait for a connection', async () => {
    const patient = notes.open({ acquireTimeoutMs: 5_000 });
    await notes.database
      .forSession(notes.session())
      .write.transaction()
      .execute(async (transaction) => {
        await sql`select 1 from notes where id = 1 for update`.execute(transaction);
        const waiting = Array.from({ length: 9 }, () => write(patient).then(() => 'written', String));
        await sleep(50);
        const asked = write(patient).then(() => 'written', String);
        // The lock timeout ends the waiting of the others after a second.
        expect(await Promise.race([asked, sleep(700, 'held')])).toBe('held');
        await Promise.all(waiting);
        await asked;
      });
  });
});
