import { ACQUIRE_TIMEOUT_MS } from '../../support/database.ts';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../lib/config.ts';
import { createDatabase } from '../../../lib/db.ts';
import type { Database } from '../../../lib/db.ts';
import { ANONYMOUS } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';
import { createLogger } from '../../../lib/log.ts';
import type { SubgraphServer } from '../../../lib/subgraph-server.ts';
import { createValuationSubgraph } from '../../../subgraphs/valuation/app.ts';
import { valuationConfig } from '../../../subgraphs/valuation/config.ts';
import type { ValuationSchema } from '../../../subgraphs/valuation/data/tables.ts';
import { createSignedClient, guest, user } from '../../support/signed-client.ts';
import { overSignedStream, until } from '../../support/stream-clients.ts';
import type { Seen } from '../../support/stream-clients.ts';
import { FULL_DRAFT } from './example-drafts.ts';
import { environment, startValuationSubgraph } from './valuation-subgraph.ts';
import type { ValuationSubgraph } from './valuation-subgraph.ts';

/** Two processes' worth of the service on one database: one has the subscribers, the other calculates. */
let subgraph: ValuationSubgraph;
let other: { server: SubgraphServer; connections: Database<ValuationSchema>; url: string };

async function startAnother(databaseUrl: string) {
  const config = { ...loadConfig('valuation', valuationConfig, environment(databaseUrl)), PORT: 0 };
  const logger = createLogger('valuation', 'silent');
  const connections = createDatabase<ValuationSchema>({
    primaryUrl: databaseUrl,
    replicaUrls: [],
    poolSize: 2,
    acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
    applicationName: 'valuation',
    logger,
  });
  const server = await createValuationSubgraph({ config, database: connections, logger });
  return { server, connections, url: await server.listen() };
}

beforeAll(async () => {
  subgraph = await startValuationSubgraph();
  other = await startAnother(subgraph.database.urlFor('valuation'));
});
afterAll(async () => {
  await other.server.close();
  await other.connections.close();
  await subgraph.close();
});

const PROGRESS = `subscription ($id: ID!) {
  valuationProgress(id: $id) {
    done total
    step { number name title status }
    version { number equityValue { mid } steps { number name title status } }
    failure
  }
}`;

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly step: { readonly number: number } | null;
  readonly version: { readonly number: number; readonly steps: readonly unknown[] } | null;
  readonly failure: string | null;
}

const follow = (identity: Identity, id: string): Seen =>
  overSignedStream('valuation', subgraph.url, identity)({ query: PROGRESS, variables: { id } });
const progressOf = (seen: Seen): Progress[] =>
  seen.events.map(({ data }) => (data as { valuationProgress: Progress }).valuationProgress);

const tryCalculateElsewhere = (identity: Identity, valuationId: string) =>
  createSignedClient('valuation', other.url)(
    identity,
    'mutation ($input: CalculateValuationInput!) { calculateValuation(input: $input) { version { number } } }',
    { input: { valuationId } },
  );

async function calculateElsewhere(identity: Identity, valuationId: string): Promise<void> {
  const { errors } = await tryCalculateElsewhere(identity, valuationId);
  expect(errors).toBeUndefined();
}

/** Keeps versions of a valuation from being stored until it is released. */
async function lockValuation(id: string): Promise<() => Promise<void>> {
  const client = new pg.Client(subgraph.database.adminUrl);
  await client.connect();
  await client.query('begin');
  await client.query('select 1 from app_valuation.valuations where id = $1 for update', [id]);
  return () => client.end();
}

async function saveDraft(): Promise<{ owner: Identity; id: string }> {
  const owner = guest(randomUUID());
  return { owner, id: (await subgraph.save(owner, { draft: FULL_DRAFT })).id };
}

describe('the progress of a valuation', () => {
  test('starts with nothing done, and brings each step of a calculation and its version, whichever process does it', async () => {
    const { owner, id } = await saveDraft();
    const seen = follow(owner, id);
    await until(() => seen.events.length === 1);
    expect(progressOf(seen)).toEqual([{ done: 0, total: 12, step: null, version: null, failure: null }]);

    await calculateElsewhere(owner, id);
    await until(() => seen.events.length === 14);
    seen.stop();
    const [, ...events] = progressOf(seen);
    const last = events.pop();
    expect(last).toMatchObject({ done: 12, step: null, version: { number: 1 } });
    expect(events.map(({ step }) => step)).toEqual(last?.version?.steps);
    expect(events.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('brings each step when it ends, while the version is not stored yet', async () => {
    const { owner, id } = await saveDraft();
    const seen = follow(owner, id);
    await until(() => seen.events.length === 1);
    const release = await lockValuation(id);
    const calculated = calculateElsewhere(owner, id);
    await until(() => seen.events.length === 13);
    expect(
      await subgraph.database.query(`select 1 from app_valuation.valuation_versions where valuation_id = '${id}'`),
    ).toEqual([]);
    expect(progressOf(seen).map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    await release();
    await calculated;
    await until(() => seen.events.length === 14);
    seen.stop();
    expect(progressOf(seen).at(-1)).toMatchObject({ done: 12, step: null, version: { number: 1 } });
  });

  test('says why there is no version when a calculation fails after it began, and goes on with the next', async () => {
    const { owner, id } = await saveDraft();
    const seen = follow(owner, id);
    await until(() => seen.events.length === 1);
    const release = await lockValuation(id);
    const { errors } = await tryCalculateElsewhere(owner, id);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT' } }]);
    await until(() => seen.events.length === 14);
    expect(progressOf(seen).at(-1)).toEqual({
      done: 12,
      total: 12,
      step: null,
      version: null,
      failure: 'UPSTREAM_TIMEOUT',
    });
    await release();
    await calculateElsewhere(owner, id);
    await until(() => seen.events.length === 27);
    seen.stop();
    expect(progressOf(seen)[14]).toMatchObject({ done: 1 });
    expect(progressOf(seen).at(-1)).toMatchObject({ version: { number: 1 }, failure: null });
  });

  test('starts with the latest version for who comes late', async () => {
    const { owner, id } = await saveDraft();
    await calculateElsewhere(owner, id);
    await calculateElsewhere(owner, id);
    const seen = follow(owner, id);
    await until(() => seen.events.length === 1);
    seen.stop();
    expect(progressOf(seen)).toMatchObject([{ done: 12, total: 12, step: null, version: { number: 2 } }]);
  });

  test('leaves out no version when several are calculated at once', async () => {
    const { owner, id } = await saveDraft();
    const seen = follow(owner, id);
    await until(() => seen.events.length === 1);
    await Promise.all(Array.from({ length: 5 }, () => calculateElsewhere(owner, id)));
    await until(() => seen.events.length === 1 + 5 * 13);
    seen.stop();
    expect(progressOf(seen).flatMap(({ version }) => version?.number ?? [])).toEqual([1, 2, 3, 4, 5]);
  });

  test('brings what was calculated while the connection that listens was lost', async () => {
    const { owner, id } = await saveDraft();
    const seen = follow(owner, id);
    await until(() => seen.events.length === 1);
    await subgraph.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'valuation-progress' and datname = current_database()`,
    );
    await calculateElsewhere(owner, id);
    await until(() => seen.events.length === 14);
    seen.stop();
    expect(progressOf(seen).at(-1)).toMatchObject({ version: { number: 1 } });
  });

  test('is heard of by every subscriber of the valuation, and by nobody else', async () => {
    const mine = await saveDraft();
    const theirs = await saveDraft();
    const seen = [follow(mine.owner, mine.id), follow(mine.owner, mine.id), follow(theirs.owner, theirs.id)] as const;
    await until(() => seen.every(({ events }) => events.length === 1));
    await calculateElsewhere(mine.owner, mine.id);
    await until(() => seen[0].events.length === 14 && seen[1].events.length === 14);
    for (const one of seen) one.stop();
    expect(seen[2].events).toHaveLength(1);
  });
});

describe('the progress of somebody else’s valuation', () => {
  const refusalOf = async (identity: Identity, id: string) => {
    const seen = follow(identity, id);
    await until(() => seen.isComplete);
    return seen.events.map(({ data, errors }) => ({
      data,
      errors: errors?.map(({ message, extensions }) => ({ message, code: extensions?.['code'] })),
    }));
  };

  test('is NOT_FOUND, as one that does not exist and an id that is none', async () => {
    const { id } = await saveDraft();
    const stranger = user(randomUUID());
    const refusals = await Promise.all([id, randomUUID(), 'nonsense'].map((one) => refusalOf(stranger, one)));
    expect(refusals[0]).toMatchObject([{ errors: [{ code: 'NOT_FOUND' }] }]);
    expect(refusals).toEqual([refusals[0], refusals[0], refusals[0]]);
  });

  test('needs an account', async () => {
    const { id } = await saveDraft();
    expect(await refusalOf(ANONYMOUS, id)).toMatchObject([{ errors: [{ code: 'UNAUTHENTICATED' }] }]);
  });

  test('ends for the former owner when it changes hands', async () => {
    const { owner, id } = await saveDraft();
    const heir = user(randomUUID());
    const seen = follow(owner, id);
    await until(() => seen.events.length === 1);
    await createSignedClient('valuation', subgraph.url)(
      { ...ANONYMOUS, kind: 'service', id: 'user' },
      'mutation ($from: ID!, $to: ID!) { migrateGuestValuations(guestSessionId: $from, userId: $to) }',
      { from: owner.id, to: heir.id },
    );
    await calculateElsewhere(heir, id);
    await until(() => seen.isComplete);
    expect(seen.events.slice(1)).toMatchObject([{ errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
  });
});

test('a database that is away is UPSTREAM_UNAVAILABLE, and nothing is left waiting', async () => {
  const { owner, id } = await saveDraft();
  const fresh = await startAnother('postgres://nobody:nobody@127.0.0.1:1/nothing');
  const seen = overSignedStream('valuation', fresh.url, owner)({ query: PROGRESS, variables: { id } });
  await until(() => seen.isComplete);
  await fresh.server.close();
  await fresh.connections.close();
  expect(seen.events).toMatchObject([{ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] }]);
});
