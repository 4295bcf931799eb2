import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guest, user } from '../../support/signed-client.ts';
import { SMALL_DRAFT } from './example-drafts.ts';
import { startValuationSubgraph } from './valuation-subgraph.ts';
import type { ValuationSubgraph } from './valuation-subgraph.ts';

let subgraph: ValuationSubgraph;
beforeAll(async () => {
  subgraph = await startValuationSubgraph();
});
afterAll(() => subgraph.close());

const LIST = `query ($representations: [_Any!]!, $after: String) {
  _entities(representations: $representations) {
    ... on Account {
      valuations(first: 2, after: $after) {
        nodes { latestVersion { companyName } versions(first: 2) { nodes { number } } }
        pageInfo { endCursor }
      }
    }
  }
}`;
const MIGRATE = `mutation ($guestSessionId: ID!, $userId: ID!) {
  migrateGuestValuations(guestSessionId: $guestSessionId, userId: $userId)
}`;

/** Valuations of 20,000 others, each calculated once. */
const FILL = `
  with valuations as (
    insert into app_valuation.valuations (owner_id, draft, last_version_number)
    select gen_random_uuid(), '{}', 1 from generate_series(1, 20000) returning id
  ), versions as (
    insert into app_valuation.valuation_versions select id, 1, now(), now(), 1, 2, 3, 50 from valuations
  )
  insert into app_valuation.valuation_results
  select id, 1, '{}', '{"engineVersion": "1", "ruleSetVersion": "1", "seed": 1, "asOf": "2026-01-01"}' from valuations`;

/** Scans of each table by the service so far. Its connections are ended, since they report when they end. */
async function scansByTable() {
  const { database } = subgraph;
  const sessions = "from pg_stat_activity where usename = 'app_valuation' and datname = current_database()";
  await database.query(`select pg_terminate_backend(pid) ${sessions}`);
  await expect.poll(() => database.query(`select pid ${sessions}`)).toEqual([]);
  return database.query<{ table: string; sequential: number; indexed: boolean }>(
    `select relname as table, seq_scan::int as sequential, idx_scan > 0 as indexed
       from pg_stat_user_tables where schemaname = 'app_valuation' and relname like 'valuation%' order by relname`,
  );
}

test('everything asked among the valuations of 20,000 others is found by an index', async () => {
  const { database } = subgraph;
  await database.query(FILL);
  for (const table of ['valuations', 'valuation_versions', 'valuation_results'])
    await database.query(`vacuum analyze app_valuation.${table}`);
  // pg_stat_reset clears what has been reported, so the filling is reported first.
  await scansByTable();
  await database.query('select pg_stat_force_next_flush()');
  await database.query('select pg_stat_reset()');

  const visitor = guest(randomUUID());
  const owner = user(randomUUID());
  for (let i = 0; i < 3; i++) {
    const { id } = await subgraph.save(visitor, { draft: SMALL_DRAFT });
    await subgraph.save(visitor, { id, expectedRevision: 1, draft: SMALL_DRAFT });
    await subgraph.calculate(visitor, id);
  }
  const moved = await subgraph.ask({ ...owner, kind: 'service', id: 'user' }, MIGRATE, {
    guestSessionId: visitor.id,
    userId: owner.id,
  });
  expect(moved.data).toEqual({ migrateGuestValuations: 3 });
  const representations = [{ __typename: 'Account', id: owner.id }];
  const first = await subgraph.ask<{ _entities: [{ valuations: { pageInfo: { endCursor: string } } }] }>(owner, LIST, {
    representations,
  });
  const after = first.data._entities[0].valuations.pageInfo.endCursor;
  const second = await subgraph.ask<{ _entities: [{ valuations: { nodes: unknown[] } }] }>(owner, LIST, {
    representations,
    after,
  });
  expect(second.data._entities[0].valuations.nodes).toEqual([
    { latestVersion: { companyName: SMALL_DRAFT.companyName }, versions: { nodes: [{ number: 1 }] } },
  ]);

  expect(await scansByTable()).toEqual(
    ['valuation_results', 'valuation_versions', 'valuations'].map((table) => ({ table, sequential: 0, indexed: true })),
  );
});
