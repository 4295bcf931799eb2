import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLOODS } from '../../support/floods.ts';
import { startForeignSubgraph } from '../../support/foreign-subgraph.ts';
import type { ForeignSubgraph } from '../../support/foreign-subgraph.ts';
import { compose, startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';

let subgraph: ForeignSubgraph;
let gateway: TestGateway;

beforeAll(async () => {
  const thing = {
    name: 'a thing',
    self: () => thing,
    many: ({ first }: { first: number }) => Array.from({ length: first }, () => thing),
  };
  subgraph = await startForeignSubgraph({
    name: 'things',
    sdl: `type Query { thing: Thing! page(first: Int = 400): ThingPage! }
      type Thing { name: String! self: Thing! many(first: Int): [Thing!]! }
      type ThingPage { nodes: [Thing!]! }`,
    resolvers: { Query: { thing: () => thing, page: () => ({ nodes: [thing] }) } },
  });
  gateway = await startTestGateway(compose([subgraph]));
});
afterAll(async () => {
  await gateway.close();
  await subgraph.close();
});

describe('an operation flood is a 400 with a code and reaches no subgraph:', () => {
  test.each(FLOODS)('$name', async ({ query, variables, code, message }) => {
    const before = subgraph.requestCount();
    const { status, body } = await gateway.ask(query, { variables: variables ?? {} });
    expect({ status, code: body.errors?.[0]?.extensions['code'] }).toEqual({ status: 400, code });
    expect(body.errors?.[0]?.message).toMatch(message);
    expect(body.data).toBe(undefined);
    expect(subgraph.requestCount()).toBe(before);
    expect((await gateway.ask('{ thing { name } }')).body.data).toEqual({ thing: { name: 'a thing' } });
  });

  test('the second time as the first', async () => {
    const flood = '{ thing { many(first: 1000000) { name } } }';
    const first = await gateway.ask(flood);
    const second = await gateway.ask(flood);
    expect(first.status).toBe(400);
    expect({ ...second.body, errors: second.body.errors?.map(({ message }) => message) }).toEqual({
      errors: first.body.errors?.map(({ message }) => message),
    });
  });

  test.each([
    ['too complex', '{ thing { many(first: 1000000) { name } } }', 'QUERY_TOO_COMPLEX'],
    ['circular', '{ ...F } fragment F on Query { ...F }', 'GRAPHQL_VALIDATION_FAILED'],
    ['invalid', '{ thing { unknown } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no GraphQL', '{ thing {', 'GRAPHQL_PARSE_FAILED'],
  ])('also with its hash, under which a text that is %s is not kept', async (_what, query, code) => {
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };
    const refused = await gateway.post(JSON.stringify({ query, extensions: { persistedQuery } }));
    expect(refused.body.errors?.[0]?.extensions['code']).toBe(code);
    const unknown = await gateway.post(JSON.stringify({ extensions: { persistedQuery } }));
    expect(unknown.body.errors?.[0]?.extensions['code']).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('an ordinary operation is served:', () => {
  test('the introspection query of GraphQL’s tools, in development', async () => {
    const { status, body } = await gateway.ask(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }));
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
  });

  test('20 levels of fields, and 50 root fields with aliases', async () => {
    const deep = `{ thing { ${'self { '.repeat(18)}name${' }'.repeat(18)} } }`;
    expect((await gateway.ask(deep)).status).toBe(200);
    const wide = `{ ${Array.from({ length: 50 }, (_, i) => `a${i}: thing { name }`).join(' ')} }`;
    expect(Object.keys((await gateway.ask(wide)).body.data ?? {}).length).toBe(50);
  });

  test('a list as long as a variable says, when it says little', async () => {
    const query = 'query ($n: Int = 1000000) { thing { many(first: $n) { name } } }';
    expect((await gateway.ask(query, { variables: { n: 2 } })).body.data).toEqual({
      thing: { many: [{ name: 'a thing' }, { name: 'a thing' }] },
    });
    expect((await gateway.ask(query)).status).toBe(400);
  });

  test('a connection, whose page size is that of the list in it, unless the list is estimated too long', async () => {
    expect((await gateway.ask('{ page { nodes { many(first: 1000) { name } } } }')).status).toBe(200);
    const tooLong = await gateway.ask('{ page { nodes { many(first: 2000) { name } } } }');
    expect(tooLong.body.errors?.[0]?.message).toContain('800401 objects');
  });

  test('one that the operator has raised the limit for', async () => {
    const generous = await startTestGateway(compose([subgraph]), { MAX_OPERATION_DEPTH: '30' });
    try {
      const query = `{ thing { ${'self { '.repeat(25)}name${' }'.repeat(25)} } }`;
      expect((await generous.ask(query)).status).toBe(200);
      expect((await gateway.ask(query)).status).toBe(400);
    } finally {
      await generous.close();
    }
  });
});
