import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PostgresNode } from '../../lib/cluster/postgres-node.ts';
import { withAdministrator } from '../../lib/db-admin.ts';
import type { Platform } from '../../scripts/platform/start-platform.ts';
import { createAccount, DRAFT, saveDraft, startGuest } from '../support/account.ts';
import type { Account } from '../support/account.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';
import { startTestPlatform } from '../support/platform.ts';

/** `npm run test:long` asks as many as docs/data.md speaks of. */
const PAIRS = process.env['LONG_TESTS'] === undefined ? 1_000 : 10_000;
const WRITERS = 4;
/** Longer than a lagging replica stays in use, and a replica that has caught up takes to return. */
const SETTLED_MS = 5_000;
const SAVE = `mutation ($id: ID!, $draft: ValuationDraftInput!) {
  saveValuationDraft(input: { id: $id, draft: $draft }) { valuation { revision } }
}`;
const READ = 'query ($id: ID!) { valuation(id: $id) { revision } }';

let platform: Platform;
/** Another gateway before the same subgraphs. */
let second: TestGateway;
let replicas: readonly PostgresNode[];

const query = <Row extends object>(node: PostgresNode, sql: string): Promise<Row[]> =>
  withAdministrator(node.url(undefined, undefined, 'platform'), async (client) => (await client.query<Row>(sql)).rows);

beforeAll(async () => {
  platform = await startTestPlatform({ acquireTimeoutMs: 10_000 });
  const { user, registry, valuation, ai } = platform.services;
  second = await startTestGateway(await readFile('schema/supergraph.graphql', 'utf8'), {
    SIGNING_SECRETS: platform.secrets.signingSecret,
    SUBGRAPH_URLS: Object.entries({ user, registry, valuation, ai })
      .map(([name, { url }]) => `${name}=${url}/graphql`)
      .join(','),
    JWKS_URL: `${user.url}/.well-known/jwks.json`,
  });
  const { cluster } = platform.stores;
  if (!cluster) throw new Error('the platform has no servers of its own');
  replicas = cluster.replicas;
  await query(cluster.primary, 'create extension if not exists pg_stat_statements');
});
afterAll(async () => {
  await second.close();
  await platform.stop();
});
afterEach(async () => {
  for (const replica of replicas) await query(replica, 'select pg_wal_replay_resume()');
  await sleep(SETTLED_MS);
});

/** Reads of drafts that a node has answered so far. */
async function readsOn(node: PostgresNode): Promise<number> {
  const [row] = await query<{ calls: number }>(
    node,
    `select coalesce(sum(calls), 0)::int as calls from pg_stat_statements
      where userid = 'app_valuation'::regrole and query ~ '^select .* from "valuations"'`,
  );
  return row?.calls ?? 0;
}

/** The revision in an answer; undefined where the draft is not there yet. */
async function revisionOf(asking: ReturnType<Account['ask']>): Promise<number | undefined> {
  const { data, errors } = await asking;
  expect(errors?.filter(({ extensions }) => extensions['code'] !== 'NOT_FOUND') ?? []).toEqual([]);
  const { saveValuationDraft, valuation } = (data ?? {}) as {
    saveValuationDraft?: { valuation: { revision: number } };
    valuation?: { revision: number } | null;
  };
  return (saveValuationDraft?.valuation ?? valuation)?.revision;
}

/** Writes through one gateway what it then reads through the other; counts the reads that showed something older. */
async function countStale(pairs: number, showsTokens: boolean, paused: readonly PostgresNode[]): Promise<number> {
  let stale = 0;
  let begun = 0;
  const writers = await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      const writer = await startGuest(platform.gatewayUrl);
      return { writer, id: await saveDraft(writer) };
    }),
  );
  for (const replica of paused) await query(replica, 'select pg_wal_replay_pause()');
  const write = async ({ writer, id }: (typeof writers)[number]): Promise<void> => {
    while (begun++ < pairs) {
      const written = await revisionOf(writer.ask(SAVE, { id, draft: DRAFT }));
      const reader = createAccount(second.url, writer.token, showsTokens ? writer.consistencyToken : undefined);
      if ((await revisionOf(reader.ask(READ, { id }))) !== written) stale++;
    }
  };
  await Promise.all(writers.map(write));
  return stale;
}

test('one of two replicas has stopped replaying: nobody misses what they wrote, and the other replica goes on reading', async () => {
  const before = await readsOn(replicas[1]!);
  expect(await countStale(PAIRS, true, replicas.slice(0, 1))).toBe(0);
  const share = ((await readsOn(replicas[1]!)) - before) / PAIRS;
  console.log(`${Math.round(share * 100)} % of ${PAIRS} reads came from the healthy replica`);
  expect(share).toBeGreaterThanOrEqual(0.3);
}, 600_000);

test.for([1, 2])('without tokens some do miss it, with %i of them paused', async (count) => {
  expect(await countStale(200, false, replicas.slice(0, count))).toBeGreaterThan(0);
});

test('both have: all is read from the primary, and nobody misses what they wrote', async () => {
  const before = (await readsOn(replicas[0]!)) + (await readsOn(replicas[1]!));
  expect(await countStale(PAIRS / 2, true, replicas)).toBe(0);
  // Before they lag far enough to be passed over, they are asked how far they are, and for nothing else.
  expect((await readsOn(replicas[0]!)) + (await readsOn(replicas[1]!))).toBe(before);
}, 600_000);
