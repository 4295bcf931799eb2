import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startForeignSubgraph } from '../../support/foreign-subgraph.ts';
import type { ForeignSubgraph } from '../../support/foreign-subgraph.ts';
import { compose, startTestGateway, startTokenIssuer } from '../../support/gateway.ts';
import type { TestGateway, TokenIssuer } from '../../support/gateway.ts';

let subgraph: ForeignSubgraph;
let issuer: TokenIssuer;
let gateway: TestGateway;

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
      }
      scalar Money @authenticated
      interface Node { id: ID! }
      type Page implements Node { id: ID! title: String  draft: String @authenticated }
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
        page: () => ({ id: '1', title: 'a page', draft: 'a draft' }),
        node: () => ({ __typename: 'Page', id: '1' }),
        hit: () => ({ __typename: 'Page', id: '1', title: 'a page' }),
      },
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
    ['a field with @authenticated', '{ open secret }', 'Query.secret'],
    ['a field under another name, in a fragment', '{ open ...F } fragment F on Query { x: secret }', 'Query.secret'],
    ['a field that is skipped only perhaps', 'query ($no: Boolean = true) { secret @skip(if: $no) }', 'Query.secret'],
    ['a field of a protected scalar', '{ price }', 'Money'],
    ['a field of a type', '{ page { draft } }', 'Page.draft'],
    ['a protected type behind a union', '{ hit { ... on Letter { text } } }', 'Letter'],
    ['a field of an interface that a protected type implements', '{ node { id } }', 'Node, Letter'],
    ['a scope', '{ report }', 'Query.report'],
    ['a policy', '{ settings }', 'Query.settings'],
  ])('is refused to the anonymous, and nothing is fetched: %s', async (_what, query, coordinate) => {
    expect(await askAs(undefined, query)).toEqual({
      status: 401,
      data: undefined,
      code: 'UNAUTHENTICATED',
      message: `Sign in to ask for ${coordinate}.`,
      asked: 0,
    });
  });

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
