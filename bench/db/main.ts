import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import { startPostgresCluster } from '../../lib/cluster/postgres-cluster.ts';
import { createDatabase } from '../../lib/db.ts';
import { ensureReceiverStatus, withAdministrator } from '../../lib/db-admin.ts';
import { createDatabaseSession } from '../../lib/db-session.ts';
import { createLogger } from '../../lib/log.ts';
import { benchValuationPage } from './valuation-page.ts';

/**
 * What the router costs a point read beside pg's own pool on the same replica, how much three nodes on this machine
 * read beside one, and how many pages of valuations. All of it shares the machine's cores with the servers, so the ratio says more than the rates.
 */
const ROUNDS = 25;
const ROUND_MS = 120;
const CAPACITY_MS = 1_000;
const CONCURRENCY = 4;
const POOL_SIZE = 10;
const ROWS = 100_000;

interface NotesSchema {
  notes: { id: number; value: number };
}

/** Reads a second, of as many readers as the concurrency. */
async function rateOf(read: () => Promise<unknown>, durationMs: number): Promise<number> {
  const startedAtMs = performance.now();
  let count = 0;
  const reader = async (): Promise<void> => {
    while (performance.now() - startedAtMs < durationMs) {
      await read();
      count++;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, reader));
  return count / ((performance.now() - startedAtMs) / 1_000);
}

interface Measured {
  /** Reads a second. */
  readonly rate: number;
  /** Processor time of this process for one read, which what else the machine does changes less. */
  readonly microseconds: number;
}

async function measure(read: () => Promise<unknown>): Promise<Measured> {
  const before = process.cpuUsage();
  const rate = await rateOf(read, ROUND_MS);
  const { user, system } = process.cpuUsage(before);
  return { rate, microseconds: (user + system) / ((rate * ROUND_MS) / 1_000) };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const randomId = (): number => 1 + Math.floor(Math.random() * ROWS);
const TEXT = 'select "value" from "notes" where "id" = $1';

const directory = await mkdtemp(path.join(tmpdir(), 'bench-db-'));
await chmod(directory, 0o711);
const cluster = await startPostgresCluster({ directory, superuserPassword: 'bench', settings: { fsync: 'off' } });
const logger = createLogger('bench', 'silent');
const { primary, replicas } = cluster;
const [replica] = replicas;
if (!replica) throw new Error('the cluster has no replica');
await withAdministrator(primary.url(), async (client) => {
  await ensureReceiverStatus(client);
  await client.query(`create table notes (id integer primary key, value integer not null)`);
  await client.query(`insert into notes select n, n from generate_series(1, ${ROWS}) n`);
});
const open = (replicaUrls: string[]) =>
  createDatabase<NotesSchema>({
    primaryUrl: primary.url(),
    replicaUrls,
    poolSize: POOL_SIZE,
    acquireTimeoutMs: 2_000,
    applicationName: 'bench',
    logger,
  });
const routed = open([replica.url()]);
const spread = open(replicas.map((node) => node.url()));
const raw = new pg.Pool({ connectionString: replica.url(), max: POOL_SIZE });
/** Closed with `raw`. */
const unrouted = new Kysely<NotesSchema>({ dialect: new PostgresDialect({ pool: raw }) });
const alone = new pg.Pool({ connectionString: primary.url(), max: POOL_SIZE });
const everywhere = [primary, ...replicas].map((node) => new pg.Pool({ connectionString: node.url(), max: POOL_SIZE }));

const readOf = (database: typeof routed, actor?: string) =>
  database.forSession(createDatabaseSession({ logger }), actor).read;
/** One request of many reads. */
const db = readOf(routed);
const compiled = (id: number) => ({ ...template, parameters: [id] }) as CompiledQuery<{ value: number }>;
const template = sql<{ value: number }>`select "value" from "notes" where "id" = ${0}`.compile(db as never);

const reads = {
  'pg Pool.query': () => raw.query(TEXT, [randomId()]),
  'Kysely over the same pool, without the router': () =>
    unrouted.selectFrom('notes').select('value').where('id', '=', randomId()).execute(),
  'router, compiled query': () => db.executeQuery(compiled(randomId()) as never),
  'router, built by Kysely': () => db.selectFrom('notes').select('value').where('id', '=', randomId()).execute(),
  'router, built by Kysely, a session each': () =>
    readOf(routed).selectFrom('notes').select('value').where('id', '=', randomId()).execute(),
  'the same for an actor, who is told to the server': () =>
    readOf(routed, 'user:bench').selectFrom('notes').select('value').where('id', '=', randomId()).execute(),
};
const RAW = 'pg Pool.query';

try {
  console.log(`${availableParallelism()} cores, ${cpus()[0]?.model}, Node ${process.version}; the servers share them`);
  const deadlineMs = Date.now() + 30_000;
  while ((await db.executeQuery(compiled(1) as never)).rows.length === 0 && Date.now() < deadlineMs);
  const rounds: Readonly<Record<string, Measured>>[] = [];
  // Turn by turn, so that what else the machine does weighs on all alike; the first round only warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const measured: Record<string, Measured> = {};
    for (const [name, read] of Object.entries(reads)) measured[name] = await measure(read);
    if (round > 0) rounds.push(measured);
  }
  console.log(`\npoint reads on one replica by ${CONCURRENCY} readers, medians of ${ROUNDS} rounds`);
  for (const name of Object.keys(reads)) {
    const of = (valueOf: (own: Measured, raw: Measured) => number): number =>
      median(rounds.map((round) => valueOf(round[name] as Measured, round[RAW] as Measured)));
    console.log(
      `${name.padEnd(50)} ${of(({ rate }) => rate)
        .toFixed(0)
        .padStart(6)}/s  ` +
        `${of((own, raw) => (100 * own.rate) / raw.rate)
          .toFixed(0)
          .padStart(3)} % of pg  ` +
        `${of((own, raw) => own.microseconds - raw.microseconds)
          .toFixed(0)
          .padStart(3)} µs of processor time over pg`,
    );
  }
  let turn = 0;
  const one = await rateOf(() => alone.query(TEXT, [randomId()]), CAPACITY_MS);
  const three = await rateOf(() => (everywhere[turn++ % 3] as pg.Pool).query(TEXT, [randomId()]), CAPACITY_MS);
  const byRouter = await rateOf(
    () => readOf(spread).selectFrom('notes').select('value').where('id', '=', randomId()).execute(),
    CAPACITY_MS,
  );
  console.log(`\ncapacity from one client process: ${one.toFixed(0)}/s on one node, ${three.toFixed(0)}/s on three`);
  console.log(`through the router with two replicas, a session for each read: ${byRouter.toFixed(0)}/s`);
  await benchValuationPage(cluster);
} finally {
  await Promise.all([routed.close(), spread.close(), raw.end(), alone.end(), ...everywhere.map((pool) => pool.end())]);
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
}
