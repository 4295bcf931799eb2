import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../../lib/identity.ts';
import { user } from '../../support/signed-client.ts';
import { FULL_DRAFT, SMALL_DRAFT } from './example-drafts.ts';
import { startValuationSubgraph } from './valuation-subgraph.ts';
import type { ValuationSubgraph } from './valuation-subgraph.ts';

let subgraph: ValuationSubgraph;
beforeAll(async () => {
  subgraph = await startValuationSubgraph();
});
afterAll(() => subgraph.close());

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

interface Page<Node> {
  readonly nodes: Node[];
  readonly pageInfo: PageInfo;
}

const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const LIST = `query ($representations: [_Any!]!, $first: Int!, $after: String) {
  _entities(representations: $representations) {
    ... on Account { valuations(first: $first, after: $after) { nodes { id draft { companyName } } ${PAGE_INFO} } }
  }
}`;

const list = async (identity: Identity, query: string, variables: object = {}) => {
  const representations = [{ __typename: 'Account', id: identity.id }];
  return subgraph.ask<{ _entities: [{ valuations: Page<{ id: string }> } | null] }>(identity, query, {
    representations,
    ...variables,
  });
};

const page = async (identity: Identity, first: number, after?: string | null) => {
  const { data, errors } = await list(identity, LIST, { first, after });
  if (errors || !data._entities[0]) throw new Error(`Refused: ${JSON.stringify(errors)}`);
  return data._entities[0].valuations;
};

/** A user with so many valuations; their ids, first saved first. */
async function somebodyWith(count: number, draft: object = SMALL_DRAFT): Promise<{ owner: Identity; ids: string[] }> {
  const owner = user(randomUUID());
  const ids: string[] = [];
  while (ids.length < count) ids.push((await subgraph.save(owner, { draft })).id);
  return { owner, ids };
}

const idsOf = ({ nodes }: Page<{ id: string }>) => nodes.map(({ id }) => id);

describe('an account’s valuations', () => {
  test('come last saved first, page after page', async () => {
    const { owner, ids } = await somebodyWith(5);
    await subgraph.save(owner, { id: ids[1], draft: SMALL_DRAFT });
    const expected = [ids[1], ids[4], ids[3], ids[2], ids[0]];

    const first = await page(owner, 2);
    const second = await page(owner, 2, first.pageInfo.endCursor);
    const third = await page(owner, 2, second.pageInfo.endCursor);
    expect([first, second, third].flatMap(idsOf)).toEqual(expected);
    expect([first, second, third].map(({ pageInfo }) => [pageInfo.hasPreviousPage, pageInfo.hasNextPage])).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
  });

  test('saved in the same millisecond are each shown once', async () => {
    const { owner, ids } = await somebodyWith(7);
    await subgraph.database.query(
      `update app_valuation.valuations set updated_at = '2026-01-01T00:00:00.123Z' where owner_id = $1`,
      [owner.id],
    );
    const seen: string[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const { nodes, pageInfo } = await page(owner, 3, after);
      seen.push(...nodes.map(({ id }) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  test('are neither skipped nor repeated when others are saved and made between the pages', async () => {
    const { owner, ids } = await somebodyWith(6);
    const first = await page(owner, 2);
    const [seen = ''] = idsOf(first);
    await subgraph.save(owner, { id: seen, draft: { companyName: 'Changed' } });
    await subgraph.save(owner, { draft: SMALL_DRAFT });
    await subgraph.calculate(owner, ids[0] ?? '');
    const second = await page(owner, 2, first.pageInfo.endCursor);
    await subgraph.save(owner, { draft: SMALL_DRAFT });
    const third = await page(owner, 2, second.pageInfo.endCursor);
    expect([first, second, third].flatMap(idsOf)).toEqual(ids.toReversed());
    expect(third.pageInfo.hasNextPage).toBe(false);
  });

  test('of somebody new are an empty page', async () => {
    expect(await page(user(randomUUID()), 20)).toEqual({
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  const cursor = (...key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
  test.each<[object, string]>([
    [{ first: 0 }, 'first'],
    [{ first: 51 }, 'first'],
    [{ first: 5, after: 'nonsense' }, 'after'],
    [{ first: 5, after: cursor('2026-01-01T00:00:00.000Z') }, 'after'],
    [{ first: 5, after: cursor('2026-01-01T00:00:00.000Z', 'no-uuid') }, 'after'],
    [{ first: 5, after: cursor('2026-99-99T00:00:00.000Z', randomUUID()) }, 'after'],
    [{ first: 5, after: cursor('2026-02-31T00:00:00.000Z', randomUUID()) }, 'after'],
    [{ first: 5, after: cursor('0000-01-01T00:00:00.000Z', randomUUID()) }, 'after'],
    [{ first: 5, after: cursor('now()', randomUUID()) }, 'after'],
  ])('refuse the page %j', async (variables, path) => {
    const { errors } = await list(user(randomUUID()), LIST, variables);
    expect(errors?.map(({ extensions }) => extensions)).toMatchObject([{ code: 'BAD_USER_INPUT', fields: [{ path }] }]);
  });
});

describe('a valuation’s versions', () => {
  const VERSIONS = `query ($id: ID!, $first: Int!, $after: String) {
    valuation(id: $id) { versions(first: $first, after: $after) { nodes { number } edges { cursor } ${PAGE_INFO} } }
  }`;
  const versions = (owner: Identity, id: string, first: number, after?: string | null) =>
    subgraph.ask<{ valuation: { versions: Page<{ number: number }> & { edges: { cursor: string }[] } } | null }>(
      owner,
      VERSIONS,
      { id, first, after },
    );

  test('come latest first, page after page, also while new ones are made', async () => {
    const { owner, ids } = await somebodyWith(1);
    const [id = ''] = ids;
    for (let i = 0; i < 5; i++) await subgraph.calculate(owner, id);
    const first = (await versions(owner, id, 2)).data.valuation?.versions;
    await subgraph.calculate(owner, id);
    const second = (await versions(owner, id, 2, first?.pageInfo.endCursor)).data.valuation?.versions;
    const third = (await versions(owner, id, 2, second?.pageInfo.endCursor)).data.valuation?.versions;
    expect([first, second, third].map((answer) => answer?.nodes.map(({ number }) => number))).toEqual([
      [5, 4],
      [3, 2],
      [1],
    ]);
    expect([first, second, third].map((answer) => answer?.pageInfo.hasNextPage)).toEqual([true, true, false]);
    expect(first?.edges.at(-1)?.cursor).toBe(first?.pageInfo.endCursor);
  });

  test('are none before the first calculation', async () => {
    const { owner, ids } = await somebodyWith(1);
    const { data } = await versions(owner, ids[0] ?? '', 20);
    expect(data.valuation?.versions).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false } });
  });

  test('refuse a cursor that is none of theirs', async () => {
    const { owner, ids } = await somebodyWith(1);
    for (const key of ['["x"]', '["1e9"]', '["9999999999"]', '[5]']) {
      const { errors } = await versions(owner, ids[0] ?? '', 5, Buffer.from(key).toString('base64url'));
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
    }
  });
});

describe('a page of 50 valuations', () => {
  let owner: Identity;
  let ids: string[];
  beforeAll(async () => {
    ({ owner, ids } = await somebodyWith(50, FULL_DRAFT));
    for (const id of ids) await subgraph.calculate(owner, id);
    for (const id of ids.slice(0, 10)) await subgraph.calculate(owner, id);
  });

  /** How many statements touched each table while the query ran. */
  const statementsByTable = async (query: string) => {
    const statements = await subgraph.database.countStatements('valuation', async () => {
      const { data, errors } = await list(owner, query);
      expect(errors).toBeUndefined();
      expect(data._entities[0]?.valuations.nodes).toHaveLength(50);
    });
    const tables = ['valuations', 'valuation_versions', 'valuation_results'];
    return Object.fromEntries(
      tables.map((table) => [
        table,
        statements.filter(({ query }) => query.includes(`"${table}"`)).reduce((sum, { calls }) => sum + calls, 0),
      ]),
    );
  };
  const listOf = (fields: string) => `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Account { valuations(first: 50) { nodes { id ${fields} } } } }
  }`;

  test('with their latest figures is one statement on each table, and loads no whole result', async () => {
    const fields =
      'company { id } draft { companyName } latestVersion { number asOf ownerId equityValue { mid } confidence { score } }';
    expect(await statementsByTable(listOf(fields))).toEqual({
      valuations: 1,
      valuation_versions: 1,
      valuation_results: 0,
    });
  });

  test('with whole results, a named version and a page of versions of each is still one on each', async () => {
    const fields = `
      latestVersion { companyName methods { weight } steps { name } confidence { factors { name } } }
      version(number: 1) { seed }
      versions(first: 3) { nodes { number warnings { path } } pageInfo { hasNextPage } }`;
    expect(await statementsByTable(listOf(fields))).toEqual({
      valuations: 1,
      valuation_versions: 1,
      valuation_results: 1,
    });
  });

  test('asked for by reference, as other subgraphs do, is one on each as well', async () => {
    const statements = await subgraph.database.countStatements('valuation', async () => {
      const { data, errors } = await subgraph.ask<{ _entities: object[] }>(
        owner,
        `query ($representations: [_Any!]!) { _entities(representations: $representations) {
          ... on Valuation { draft { companyName } latestVersion { number } }
          ... on ValuationVersion { number ownerId }
        } }`,
        {
          representations: ids.flatMap((id) => [
            { __typename: 'Valuation', id },
            { __typename: 'ValuationVersion', valuationId: id, number: 1 },
          ]),
        },
      );
      expect(errors).toBeUndefined();
      expect(data._entities).toHaveLength(100);
    });
    const selects = statements.filter(({ query }) => query.startsWith('select'));
    expect(selects.map(({ calls }) => calls)).toEqual([1, 1]);
  });
});
