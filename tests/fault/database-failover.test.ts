import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { PostgresNode } from '../../lib/cluster/postgres-node.ts';
import { startReplicatedDatabase } from '../support/replicated-database.ts';
import type { ReplicatedDatabase } from '../support/replicated-database.ts';

/** `npm run test:long` runs as many as docs/data.md speaks of. */
const FAILOVERS = process.env['LONG_TESTS'] === undefined ? 1 : 5;
const WRITERS = 8;

let notes: ReplicatedDatabase;
afterEach(() => notes.close());

async function insert(id: number): Promise<void> {
  const { write } = notes.database.forSession(notes.session());
  await write.insertInto('notes').values({ id, value: id }).execute();
}

/** Writes rows until told to stop, and knows which of them were acknowledged. */
function startWriters(firstId: number) {
  const acknowledged: number[] = [];
  const acknowledgedAtMs: number[] = [];
  let nextId = firstId;
  let isStopped = false;
  const write = async (): Promise<void> => {
    while (!isStopped) {
      const id = nextId++;
      await insert(id).then(
        () => {
          acknowledged.push(id);
          acknowledgedAtMs.push(performance.now());
        },
        () => sleep(20),
      );
    }
  };
  const writers = Array.from({ length: WRITERS }, write);
  return {
    acknowledged,
    acknowledgedAtMs,
    stop: async () => {
      isStopped = true;
      await Promise.all(writers);
    },
  };
}

async function idsOn(node: PostgresNode): Promise<Set<number>> {
  const rows = await notes.query<{ id: number }>(node, 'select id from app_notes.notes');
  return new Set(rows.map(({ id }) => id));
}

/** Stops the processes that send log, so that the primary goes on without anybody hearing of it. */
async function freezeWalSenders(primary: PostgresNode): Promise<void> {
  const senders = await notes.query<{ pid: number }>(primary, 'select pid from pg_stat_replication');
  expect(senders).toHaveLength(2);
  for (const { pid } of senders) process.kill(pid, 'SIGSTOP');
}

/** Loses the primary under load, promotes a replica, and says what was lost of what was acknowledged. */
async function failOver(firstId: number) {
  const old = notes.cluster.primary;
  const load = startWriters(firstId);
  await expect.poll(() => load.acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(50);
  await freezeWalSenders(old);
  await sleep(200);
  await old.kill();
  const beforePromotion = load.acknowledged.length;
  const promotedAtMs = performance.now();
  await notes.cluster.promote();
  await expect.poll(() => load.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(beforePromotion + 10);
  const resumedMs = (load.acknowledgedAtMs[beforePromotion] ?? Infinity) - promotedAtMs;
  await load.stop();
  const present = await idsOn(notes.cluster.primary);
  return { old, resumedMs, lost: load.acknowledged.filter((id) => !present.has(id)) };
}

describe('the primary is lost under a load of writes, with the last of its log unsent', () => {
  test('and commits wait for a replica: no acknowledged write is lost, and the old primary is never written to', async () => {
    notes = await startReplicatedDatabase({ isSynchronous: true });
    for (let i = 0; i < FAILOVERS; i++) {
      const { old, resumedMs, lost } = await failOver(1_000 + i * 1_000_000);
      console.log(`writes resumed ${Math.round(resumedMs)} ms after the promotion was asked for`);
      expect(lost).toEqual([]);
      expect(resumedMs).toBeLessThan(5_000);

      await old.start();
      // It comes back as it was and would take writes.
      expect(await notes.query(old, 'select pg_is_in_recovery() as is')).toEqual([{ is: false }]);
      const held = await idsOn(old);
      const load = startWriters(500_000 + i * 1_000_000);
      await expect.poll(() => load.acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(100);
      await load.stop();
      expect(await idsOn(old)).toEqual(held);
      // Whoever still took it for the primary would have been served.
      await notes.query(old, 'set synchronous_commit = local; insert into app_notes.notes values (-1, 0)');
      expect(await idsOn(old)).toContain(-1);
      await notes.cluster.rejoin(old.name);
      await notes.untilHealthy();
    }
  }, 300_000);

  test('and commits wait for nobody: acknowledged writes are lost, which is what waiting is for', async () => {
    notes = await startReplicatedDatabase({ isSynchronous: false });
    const { lost } = await failOver(1_000);
    expect(lost.length).toBeGreaterThan(0);
  });
});

test('two nodes that are both primary on the highest timeline: writes are refused until one is gone', async () => {
  notes = await startReplicatedDatabase();
  const { primary, replicas } = notes.cluster;
  await primary.kill();
  for (const replica of replicas) await notes.query(replica, 'select pg_promote()');
  await expect
    .poll(() => notes.logs.some(({ msg }) => String(msg).startsWith('two primaries')), { timeout: 10_000 })
    .toBe(true);
  await expect(insert(1_000)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  await replicas[1]?.kill();
  await expect.poll(() => insert(1_001).then(() => 'written', String), { timeout: 10_000 }).toBe('written');
  expect(await idsOn(replicas[0]!)).toContain(1_001);
});
