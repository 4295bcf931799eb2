import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { PostgresNode } from '../../lib/cluster/postgres-node.ts';
import type { Database, SessionDatabase } from '../../lib/db.ts';
import type { DatabaseSession } from '../../lib/db-session.ts';
import { startReplicatedDatabase } from '../support/replicated-database.ts';
import type { NotesSchema, ReplicatedDatabase } from '../support/replicated-database.ts';

let notes: ReplicatedDatabase;
const registry = new Registry();

beforeAll(async () => {
  notes = await startReplicatedDatabase({}, { metrics: registry });
});
afterAll(() => notes.close());
afterEach(async () => {
  for (const replica of notes.cluster.replicas) await notes.query(replica, 'select pg_wal_replay_resume()');
  await notes.untilHealthy();
});

const primaryName = () => notes.nameOf(notes.cluster.primary);
const replicaNames = () => notes.cluster.replicas.map(notes.nameOf);

async function read(session: DatabaseSession, id = 1): Promise<number | undefined> {
  const { read: db } = notes.database.forSession(session);
  return (await db.selectFrom('notes').select('value').where('id', '=', id).executeTakeFirst())?.value;
}

async function write(session: DatabaseSession, value: number, id = 1): Promise<void> {
  const { write: db } = notes.database.forSession(session);
  await db.updateTable('notes').set({ value }).where('id', '=', id).execute();
}

async function nodesOfReads(count: number, options: Partial<DatabaseSession> = {}): Promise<Set<string>> {
  const names = new Set<string>();
  for (let i = 0; i < count; i++) {
    const session = notes.session(options);
    await read(session);
    for (const name of session.nodes) names.add(name);
  }
  return names;
}

const pauseReplay = async (...indexes: number[]) => {
  for (const index of indexes) await notes.query(notes.cluster.replicas[index]!, 'select pg_wal_replay_pause()');
};

test('a write on `read` does not compile', () => {
  type Execute<Builder> = Builder extends { execute(): unknown } ? 'runs' : 'does not run';
  type Read = SessionDatabase<NotesSchema>['read'];
  type Write = SessionDatabase<NotesSchema>['write'];
  expectTypeOf<Execute<ReturnType<Read['selectFrom']>>>().toEqualTypeOf<'runs'>();
  expectTypeOf<Execute<ReturnType<Read['insertInto']>>>().toEqualTypeOf<'does not run'>();
  expectTypeOf<Execute<ReturnType<Read['updateTable']>>>().toEqualTypeOf<'does not run'>();
  expectTypeOf<Execute<ReturnType<Read['deleteFrom']>>>().toEqualTypeOf<'does not run'>();
  expectTypeOf<Execute<ReturnType<Read['mergeInto']>>>().toEqualTypeOf<'does not run'>();
  expectTypeOf<Execute<ReturnType<Write['deleteFrom']>>>().toEqualTypeOf<'runs'>();
});

describe('routing', () => {
  test('requests are spread over the replicas, and all reads of one request go to the same', async () => {
    expect([...(await nodesOfReads(40))].sort()).toEqual([...replicaNames()].sort());
    const metrics = await registry.metrics();
    for (const name of replicaNames())
      expect(metrics).toContain(`database_statement_duration_seconds_count{node="${name}",access="read"}`);
    const session = notes.session();
    for (let i = 0; i < 20; i++) await read(session);
    expect(session.nodes.size).toBe(1);
  });

  test('a replica with more to do than the other is passed over', async () => {
    const busy = notes.session();
    await read(busy);
    const [name] = busy.nodes;
    const { read: db } = notes.database.forSession(busy);
    // More than the one that a look at the other's health is.
    const sleeping = [1, 2, 3].map(() => sql`select pg_sleep(1)`.execute(db as never));
    await expect.poll(() => registry.metrics()).toMatch(new RegExp(`outstanding\\{node="${name}"\\} [34]`));
    const idle = replicaNames().find((each) => each !== name);
    expect([...(await nodesOfReads(20))]).toEqual([idle]);
    await Promise.all(sleeping);
    expect((await nodesOfReads(40)).size).toBe(2);
  });

  test('a read that ends the connection of its node is sent to one other node, and to no third', async () => {
    const ejections = () => notes.logs.filter(({ fault }) => fault === 'silent').length;
    const before = ejections();
    const { read: db } = notes.database.forSession(notes.session());
    const deadly = sql`select pg_terminate_backend(pg_backend_pid())`.execute(db as never);
    await expect(deadly).rejects.toMatchObject({ code: '57P01' });
    expect(ejections() - before).toBe(2);
  });

  test('writes, transactions and what follows a write in its request go to the primary', async () => {
    const writing = notes.session();
    await write(writing, 1);
    expect(await read(writing)).toBe(1);
    expect([...writing.nodes]).toEqual([primaryName()]);

    const transacting = notes.session();
    const { write: db } = notes.database.forSession(transacting);
    await db.transaction().execute((transaction) => transaction.selectFrom('notes').selectAll().execute());
    expect([...transacting.nodes]).toEqual([primaryName()]);
    expect(transacting.findPosition).toBeUndefined();
  });

  test('a read that tries to write is refused by the server, and the replica stays in use', async () => {
    const { read: db } = notes.database.forSession(notes.session());
    const smuggled = sql`delete from notes`;
    await expect(smuggled.execute(db as never)).rejects.toThrow('read-only transaction');
    expect((await nodesOfReads(20)).size).toBe(2);
  });
});

describe('a request that must see a write', () => {
  test('is answered by a replica that has replayed it, and never with an older state', async () => {
    let fromReplicas = 0;
    for (let value = 1; value <= 50; value++) {
      const writing = notes.session();
      await write(writing, value);
      const reading = notes.session({ required: [await writing.findPosition!()] });
      expect(await read(reading)).toBe(value);
      if (!reading.nodes.has(primaryName())) fromReplicas++;
    }
    expect(fromReplicas).toBeGreaterThan(0);
  });

  test('is answered by the primary when no replica has it, and without the position it would miss the write', async () => {
    await write(notes.session(), 1);
    await notes.untilHealthy();
    await pauseReplay(0, 1);
    const writing = notes.session();
    await write(writing, 2);
    const position = await writing.findPosition!();
    expect(await read(notes.session({ required: [position] }))).toBe(2);
    expect(await read(notes.session())).toBe(1);
  });

  test.for([
    ['another database', { systemId: '1' }],
    ['an old timeline', { timeline: 0 }],
    ['a timeline to come', { timeline: 9 }],
  ] as const)('is answered by the primary when its position is of %s', async ([, change]) => {
    const writing = notes.session();
    await write(writing, 3);
    const position = { ...(await writing.findPosition!()), ...change };
    expect([...(await nodesOfReads(5, { required: [position] }))]).toEqual([primaryName()]);
  });

  test('is answered by the primary when its token cannot be believed', async () => {
    expect([...(await nodesOfReads(5, { required: 'primary' }))]).toEqual([primaryName()]);
  });
});

describe('health', () => {
  test('a replica that falls behind is passed over, an idle one is not, and it is used again when it has caught up', async () => {
    await sleep(2_500);
    expect((await nodesOfReads(20)).size).toBe(2);

    await pauseReplay(0);
    const names = async () => [...(await nodesOfReads(10))];
    let value = 0;
    await expect
      .poll(async () => (await write(notes.session(), ++value), names()), { timeout: 10_000 })
      .toEqual([replicaNames()[1]]);
    expect(notes.logs.at(-1)).toMatchObject({ node: replicaNames()[0], fault: 'lagging' });

    await pauseReplay(1);
    await expect
      .poll(async () => (await write(notes.session(), ++value), names()), { timeout: 10_000 })
      .toEqual([primaryName()]);
    expect(await read(notes.session())).toBe(value);
  });

  test('a replica that receives no log is passed over, and used again after three good looks', async () => {
    const [replica] = notes.cluster.replicas;
    const name = notes.nameOf(replica!);
    const faultsOf = () => notes.logs.filter(({ node }) => node === name).map(({ fault, msg }) => fault ?? msg);
    const before = faultsOf().length;
    const [{ conninfo } = { conninfo: '' }] = await notes.query<{ conninfo: string }>(
      replica!,
      `select current_setting('primary_conninfo') as conninfo`,
    );
    const followAt = async (info: string) => {
      await notes.query(replica!, `alter system set primary_conninfo = '${info.replaceAll(`'`, `''`)}'`);
      await notes.query(replica!, 'select pg_reload_conf()');
    };
    await followAt('host=127.0.0.1 port=1');
    await expect.poll(() => faultsOf().slice(before), { timeout: 10_000 }).toEqual(['cut-off']);
    expect([...(await nodesOfReads(10))]).toEqual([replicaNames()[1]]);
    const metrics = await registry.metrics();
    expect(metrics).toMatch(new RegExp(`database_node_usable\\{node="${name}"\\} 0`));
    await followAt(conninfo);
    const backAt = performance.now();
    await expect
      .poll(() => faultsOf().slice(before), { timeout: 20_000 })
      .toEqual(['cut-off', 'the database node answers reads']);
    // Three looks are two seconds apart at least, however soon it receives again.
    expect(performance.now() - backAt).toBeGreaterThan(1_900);
  });

  test('a copy of another database is never read, nor written to', async () => {
    const foreign = await startReplicatedDatabase({ replicaCount: 0 });
    try {
      const { primary, replicas } = notes.cluster;
      const url = (node: PostgresNode) => node.url('app_notes', 'integration-tests-only');
      const mixed = notes.open({
        primaryUrl: url(primary),
        replicaUrls: [url(replicas[0]!), url(foreign.cluster.primary)],
      });
      const isEjected = () =>
        notes.logs.some(({ node, fault }) => node === notes.nameOf(foreign.cluster.primary) && fault === 'foreign');
      await expect.poll(isEjected, { timeout: 10_000 }).toBe(true);
      const nodes = new Set<string>();
      for (let i = 0; i < 20; i++) {
        const session = notes.session();
        await mixed.forSession(session).read.selectFrom('notes').select('id').limit(1).execute();
        for (const name of session.nodes) nodes.add(name);
      }
      expect([...nodes]).toEqual([replicaNames()[0]]);
    } finally {
      await foreign.close();
    }
  });

  test('while all replicas are passed over the primary answers as many reads at once as leave it half of its connections', async () => {
    await pauseReplay(0, 1);
    let value = 0;
    await expect
      .poll(async () => (await write(notes.session(), ++value), [...(await nodesOfReads(4))]), { timeout: 10_000 })
      .toEqual([primaryName()]);
    const mostAtOnce = async (options: Partial<DatabaseSession>): Promise<number> => {
      const reads = Array.from({ length: 8 }, () =>
        sql`select pg_sleep(0.4)`.execute(notes.database.forSession(notes.session(options)).read as never),
      );
      let most = 0;
      // Those that wait too long are refused.
      const done = Promise.allSettled(reads).then(() => true);
      while (!(await Promise.race([done, sleep(20).then(() => false)]))) {
        const [row] = await notes.query<{ count: number }>(
          notes.cluster.primary,
          `select count(*)::int as count from pg_stat_activity where state = 'active' and query = 'select pg_sleep(0.4)'`,
        );
        most = Math.max(most, row?.count ?? 0);
      }
      return most;
    };
    expect(await mostAtOnce({})).toBe(2);
    expect(await mostAtOnce({ required: 'primary' })).toBe(2);
    expect(await mostAtOnce({ readsPrimary: true })).toBeGreaterThan(2);
  });

  test('more than 8 MB behind, a replica is passed over at once', async () => {
    await pauseReplay(0);
    await notes.query(notes.cluster.primary, `select pg_logical_emit_message(false, 'x', repeat('x', 9000000))`);
    await expect
      .poll(() => notes.logs.findLast(({ node }) => node === replicaNames()[0]), { timeout: 5_000 })
      .toMatchObject({ fault: 'lagging' });
  });
});

describe('a statement', () => {
  const slowStatements = () => notes.logs.filter(({ msg }) => msg === 'a slow statement');

  test('is cancelled in the server when its request ends, and its connection is not used again', async () => {
    const request = new AbortController();
    const { read: db } = notes.database.forSession(notes.session({ signal: request.signal }));
    const sleeping = sql`select pg_sleep(1.9)`.execute(db as never);
    const running = async () =>
      (
        await Promise.all(
          notes.cluster.replicas.map((node) =>
            notes.query(node, `select 1 from pg_stat_activity where state = 'active' and query like '%pg_sleep(1.9)'`),
          ),
        )
      ).flat().length;
    sleeping.catch(() => undefined);
    await expect.poll(running).toBe(1);
    request.abort();
    await expect(sleeping).rejects.toThrow('canceling statement due to user request');
    expect(await running()).toBe(0);
  });

  test('is not begun when its request ends while it waits for a connection', async () => {
    const small = notes.open({ replicaUrls: [], poolSize: 1 });
    const request = new AbortController();
    const holding = sql`select pg_sleep(0.3)`.execute(small.write);
    const waiting = small
      .forSession(notes.session({ signal: request.signal }))
      .read.selectFrom('notes')
      .execute();
    const refused = expect(waiting).rejects.toThrow('nobody waits');
    request.abort(new Error('nobody waits'));
    await holding;
    await refused;
  });

  test('that is slow is logged with its node and plan, and without its values', async () => {
    const { read: db } = notes.database.forSession(notes.session());
    const query = sql`select pg_sleep(0.1) from notes where id <> ${87_654_321} and value <> ${12_345_678} limit 1`;
    await query.execute(db as never);
    await expect.poll(slowStatements).toContainEqual(
      expect.objectContaining({
        plan: 'Limit(Seq Scan notes)',
        planDigest: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      }),
    );
    const logged = JSON.stringify(slowStatements());
    expect(logged).not.toContain('87654321');
    expect(logged).not.toContain('12345678');
  });
});

describe('connections of a process', () => {
  const NAME = 'counted';
  const counts = async (name = NAME): Promise<number[]> =>
    Promise.all(
      [notes.cluster.primary, ...notes.cluster.replicas].map(async (node) => {
        const rows = await notes.query<{ count: number }>(
          node,
          `select count(*)::int as count from pg_stat_activity where application_name = '${name}'`,
        );
        return rows[0]?.count ?? 0;
      }),
    );
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

  /** Reads and writes as fast as it can, many at once, until told to stop. */
  function load(database: Database<NotesSchema>) {
    let isStopped = false;
    const errors: unknown[] = [];
    const repeat = async (work: () => Promise<unknown>): Promise<void> => {
      while (!isStopped) await work().catch((error: unknown) => errors.push(error));
    };
    const open = () => database.forSession(notes.session());
    const running = Array.from({ length: 30 }, (_, n) =>
      repeat(() =>
        n % 3 === 0
          ? open()
              .write.updateTable('notes')
              .set({ value: n })
              .where('id', '=', n + 1)
              .execute()
          : open().read.selectFrom('notes').selectAll().execute(),
      ),
    );
    return {
      errors,
      stop: async () => {
        isStopped = true;
        await Promise.all(running);
      },
    };
  }

  async function mostOf(seconds: number, name?: string): Promise<number> {
    let most = 0;
    for (let i = 0; i < seconds * 5; i++) {
      most = Math.max(most, total(await counts(name)));
      await sleep(200);
    }
    return most;
  }

  test('are at most 10 to all nodes together under load, and with a limit of 16 they are more', async () => {
    const plenty = 'plenty';
    for (const [name, poolSize] of [
      [NAME, 10],
      [plenty, 16],
    ] as const) {
      const loaded = load(notes.open({ applicationName: name, poolSize, acquireTimeoutMs: 10_000 }));
      const most = await mostOf(1.5, name);
      await loaded.stop();
      expect(loaded.errors).toEqual([]);
      if (name === NAME) expect(most).toBeLessThanOrEqual(10);
      else expect(most).toBeGreaterThan(10);
    }
  });

  test('go where they are needed, and no node can take those that are kept for another', async () => {
    const database = notes.open({ applicationName: 'moving', poolSize: 10, acquireTimeoutMs: 2_000 });
    const slowReads = Array.from({ length: 6 }, () =>
      sql`select pg_sleep(1.5)`.execute(database.forSession(notes.session()).read as never),
    );
    await sleep(100);
    const written = sql`select pg_sleep(0)`.execute(database.write);
    await expect(Promise.race([written.then(() => 'written'), sleep(1_000).then(() => 'waits')])).resolves.toBe(
      'written',
    );
    await Promise.all(slowReads);
    await sleep(1_100);
    const slowWrites = Array.from({ length: 8 }, () => sql`select pg_sleep(0.4)`.execute(database.write));
    // Five of the seven for statements, and the one that watches.
    await expect.poll(async () => (await counts('moving'))[0], { timeout: 5_000 }).toBe(6);
    await Promise.all(slowWrites);
  });
});
