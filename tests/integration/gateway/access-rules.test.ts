import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startForeignSubgraph } from '../../support/foreign-subgraph.ts';
import type { ForeignSubgraph } from '../../support/foreign-subgraph.ts';
import { compose, startTestGateway, startTokenIssuer } from '../../support/gateway.ts';
import type { TestGateway, TokenIssuer } from '../../support/gateway.ts';

let subgraph: ForeignSubgraph;
let issuer: TokenIssuer;
let gateway: TestGateway;
let draftsRead = 0;

beforeAll(async () => {
  subgraph = await startForeignSubgraph({
    name: 'things',
    sdl: `
      type Query {
        open: String
        secret: String @authenticated
        price: Money
        report: String @requiresScopes(scopes: [["reports:read"], ["reports:write", "reports:sign"]])
        settings: String @policy(policies: [["admin"]])
        audit: String @requiresScopes(scopes: [["audit:read"]]) @policy(policies: [["auditor"]])
        node: Node
        hit: Hit
        page: Page
        sure: Page!
        pages: [Page!]!
        hits: [Hit!]!
      }
      type Mutation { publish: Page remove: String @authenticated }
      scalar Money @authenticated
      interface Node { id: ID! }
      type Page implements Node {
        id: ID! title: String draft: String @authenticated owner: String! @authenticated self: Page }
      type Letter implements Node @authenticated { id: ID! text: String }
      union Hit = Page | Letter`,
    resolvers: {
      Query: {
        open: () => 'open',
        secret: () => 'secret',
        price: () => 5,
        report: () => 'report',
        settings: () => 'settings',
        audit: () => 'audit',
        page: () => ({
          id: '1',
          title: 'a page',
          draft: () => {
            draftsRead++;
            return 'a draft';
          },
        }),
        sure: () => ({ id: '1', title: 'a page' }),
        pages: () => [{ id: '1' }, { id: '2' }],
        hits: () => [
          { __typename: 'Page', id: '1', title: 'a page' },
          { __typename: 'Letter', id: '2', text: 'a letter' },
        ],
        node: () => ({ __typename: 'Page', id: '1' }),
        hit: () => ({ __typename: 'Page', id: '1', title: 'a page' }),
      },
      Mutation: { publish: () => ({ id: '1', title: 'published' }), remove: () => 'removed' },
    },
  });
  issuer = await startTokenIssuer();
  gateway = await startTestGateway(compose([subgraph]), { JWKS_URL: issuer.jwksUrl });
});
afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await subgraph.close();
});

async function askAs(claims: Record<string, unknown> | undefined, query: string) {
  const before = subgraph.requestCount();
  const headers = claims && { authorization: `Bearer ${await issuer.issue(claims)}` };
  const { status, body } = await gateway.ask(query, headers && { headers });
  return {
    status,
    data: body.data,
    code: body.errors?.[0]?.extensions['code'],
    message: body.errors?.[0]?.message,
    asked: subgraph.requestCount() - before,
  };
}

describe('what a supergraph protects', () => {
  test.each([
    ['a field with @authenticated', '{ secret }', 'Query.secret'],
    ['a field under another name, in a fragment', '{ ...F } fragment F on Query { x: secret }', 'Query.secret'],
    ['fields of objects of which nothing else is asked', '{ page { self { draft } } }', 'Page.draft'],
    ['a mutation', 'mutation { remove }', 'Mutation.remove'],
    ['a field that is skipped only perhaps', 'query ($no: Boolean = true) { secret @skip(if: $no) }', 'Query.secret'],
    ['a field of a protected scalar', '{ price }', 'Money'],
    ['a field of a type', '{ page { draft } }', 'Page.draft'],
    ['a protected type behind a union', '{ hit { ... on Letter { text } } }', 'Letter'],
    ['a field of an interface that a protected type implements', '{ node { id } }', 'Node, Letter'],
    ['a scope', '{ report }', 'Query.report'],
    ['a policy', '{ settings }', 'Query.settings'],
  ])(
    'is refused to the anonymous when nothing else is asked, and nothing is fetched: %s',
    async (_what, query, coordinate) => {
      expect(await askAs(undefined, query)).toEqual({
        status: 401,
        data: undefined,
        code: 'UNAUTHENTICATED',
        message: `Sign in to ask for ${coordinate}.`,
        asked: 0,
      });
    },
  );

  test.each([
    ['without the scope', {}, '{ report }', 'Query.report'],
    ['with half of the scopes', { scopes: ['reports:write'] }, '{ report }', 'Query.report'],
    ['without the role of a policy', { roles: ['editor'] }, '{ settings }', 'Query.settings'],
    ['with the scope but not the role', { scopes: ['audit:read'] }, '{ audit }', 'Query.audit'],
  ])('is refused to an account %s', async (_what, claims, query, coordinate) => {
    expect(await askAs(claims, query)).toEqual({
      status: 403,
      data: undefined,
      code: 'FORBIDDEN',
      message: `This account may not ask for ${coordinate}.`,
      asked: 0,
    });
  });

  test.each([
    ['signed in', {}, '{ secret page { draft } node { id } }'],
    ['with the scope', { scopes: ['reports:read'] }, '{ report }'],
    ['with the other scopes', { scopes: ['reports:sign', 'reports:write'] }, '{ report }'],
    ['with the role', { roles: ['admin'] }, '{ settings }'],
    ['with scope and role', { scopes: ['audit:read'], roles: ['auditor'] }, '{ audit }'],
  ])('is served to an account %s', async (_what, claims, query) => {
    const { status, code, asked } = await askAs(claims, query);
    expect({ status, code, asked }).toEqual({ status: 200, code: undefined, asked: 1 });
  });

  test.each([
    ['a field', '{ open secret }', { open: 'open', secret: null }, [['secret', 'Query.secret']]],
    [
      'a field under another name, in a fragment',
      '{ page { ...F title } } fragment F on Page { x: draft }',
      { page: { x: null, title: 'a page' } },
      [['page.x', 'Page.draft']],
    ],
    [
      'an object of which nothing else is asked',
      '{ open page { draft } }',
      { open: 'open', page: null },
      [['page', 'Page.draft']],
    ],
    [
      'a field that must not be null',
      '{ open page { title owner } }',
      { open: 'open', page: null },
      [['page.owner', 'Page.owner']],
    ],
    ['one whose null moves up to the top', '{ open sure { title owner } }', null, [['sure.owner', 'Page.owner']]],
    [
      'a field of each object of a list',
      '{ pages { id draft } }',
      {
        pages: [
          { id: '1', draft: null },
          { id: '2', draft: null },
        ],
      },
      [
        ['pages.0.draft', 'Page.draft'],
        ['pages.1.draft', 'Page.draft'],
      ],
    ],
    [
      'the objects of a type',
      '{ hits { ... on Page { title } ... on Letter { text } } }',
      { hits: [{ title: 'a page' }, { text: null }] },
      [['hits.1.text', 'Letter']],
    ],
    [
      'the objects of a type, where nothing tells them apart but what is denied',
      '{ hits { __typename ... on Letter { text } } }',
      { hits: [{ __typename: 'Page' }, { __typename: 'Letter', text: null }] },
      [['hits.1.text', 'Letter']],
    ],
    [
      'a field of what a mutation gives',
      'mutation { publish { title draft } remove }',
      { publish: { title: 'published', draft: null }, remove: null },
      [
        ['publish.draft', 'Page.draft'],
        ['remove', 'Mutation.remove'],
      ],
    ],
  ])('is null for the anonymous, with an error, beside what is open: %s', async (_what, query, data, denied) => {
    const { status, body } = await gateway.ask(query);
    expect({ status, data: body.data }).toEqual({ status: 200, data });
    const errors = (body.errors ?? []).map(({ message, path, extensions }) => [
      path?.join('.'),
      message,
      extensions['code'],
    ]);
    expect(errors).toEqual(
      denied.map(([path, coordinate]) => [path, `Sign in to ask for ${String(coordinate)}.`, 'UNAUTHENTICATED']),
    );
  });

  test('is not fetched for who may not have it, and is for who may, of one and the same operation', async () => {
    const query = '{ open page { title draft } }';
    draftsRead = 0;
    expect((await askAs(undefined, query)).data).toEqual({ open: 'open', page: { title: 'a page', draft: null } });
    expect(draftsRead).toBe(0);
    expect((await askAs({}, query)).data).toEqual({ open: 'open', page: { title: 'a page', draft: 'a draft' } });
    expect((await askAs(undefined, query)).data).toMatchObject({ page: { draft: null } });
    expect(await askAs({}, '{ open report }')).toMatchObject({
      data: { open: 'open', report: null },
      code: 'FORBIDDEN',
    });
  });

  test('leaves the rest open to everybody', async () => {
    expect(await askAs(undefined, '{ open page { id title } hit { __typename ... on Page { title } } }')).toMatchObject(
      {
        status: 200,
        data: { open: 'open', page: { id: '1', title: 'a page' }, hit: { __typename: 'Page', title: 'a page' } },
      },
    );
  });

  test('is what the next supergraph protects, when one is swapped in', async () => {
    const sdl = compose([subgraph]);
    const swapped = await startTestGateway(sdl, { JWKS_URL: issuer.jwksUrl });
    try {
      expect((await swapped.ask('{ open }')).status).toBe(200);
      await swapped.writeSupergraph(sdl.replace('  open: String\n', '  open: String @authenticated\n'));
      while ((await swapped.ask('{ open }')).status !== 401) await sleep(50);
      expect((await swapped.ask('{ secret }')).status).toBe(401);
    } finally {
      await swapped.close();
    }
  });
});

test('a directive that the supergraph links under another name protects as well', async () => {
  const sdl = compose([subgraph])
    .replace(/(authenticated\/v0\.1", for: SECURITY)/, '$1, import: [{ name: "@authenticated", as: "@members" }]')
    .replaceAll(/@authenticated(?!")/g, '@members');
  const renamed = await startTestGateway(sdl);
  try {
    const { status, body } = await renamed.ask('{ secret }');
    expect({ status, message: body.errors?.[0]?.message }).toEqual({
      status: 401,
      message: 'Sign in to ask for Query.secret.',
    });
  } finally {
    await renamed.close();
  }
});

test.each(['context', 'cacheTag'])('a supergraph that links `%s` for execution or security loads', async (feature) => {
  for (const purpose of ['EXECUTION', 'SECURITY']) {
    const link = `@link(url: "https://specs.apollo.dev/${feature}/v0.1", for: ${purpose})`;
    const linked = await startTestGateway(compose([subgraph]).replace('@link(', `${link}\n  @link(`));
    try {
      expect((await linked.ask('{ open }')).body.data).toEqual({ open: 'open' });
    } finally {
      await linked.close();
    }
  }
});

test.each(['', 'Other'])(
  'are not got around with an operation name that the document lacks: "%s"',
  async (operationName) => {
    const before = subgraph.requestCount();
    const { status, body } = await gateway.post(JSON.stringify({ query: 'query Mine { secret }', operationName }));
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'OPERATION_RESOLUTION_FAILURE']);
    expect(subgraph.requestCount()).toBe(before);
  },
);
