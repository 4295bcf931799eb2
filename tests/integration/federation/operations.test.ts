import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startFederation, strictReference } from '../../support/federation.ts';
import type { TestFederation } from '../../support/federation.ts';

let federation: TestFederation;
let total = 0;

const EVERYTHING = {
  numbers: [[1, 2], [], [3]],
  text: '"\\\u0000\u2028\n😀',
  nothing: null,
  __typename: 'Any',
  deep: { constructor: [true] },
};

beforeAll(async () => {
  federation = await startFederation({
    sums: {
      sdl: `type Query { total: Int! echo(value: Any, list: [Int!], filter: Filter = { size: 3 }): Any grid: [[Cell]!] }
        type Mutation { add(n: Int!): Int! set(n: Int = 5): Total! } scalar Any
        input Filter { size: Int = 7 kind: Kind = LARGE secret: Int @inaccessible } enum Kind { SMALL LARGE }
        type Total @key(fields: "id") { id: ID! } type Cell { total: Total size: Float }`,
      resolvers: {
        Query: {
          total: () => total,
          echo: (_: unknown, args: object) => ({ ...args }),
          grid: () => [[{ total: { id: '1' }, size: -0.5 }, null], [], [{ size: 1e21 }]],
        },
        Mutation: {
          add: (_: unknown, { n }: { n: number }) => (total += n),
          set: (_: unknown, { n }: { n: number }) => ({ id: String((total = n)) }),
        },
      },
    },
    products: {
      sdl: `type Mutation { multiply(by: Int!): Int! } type Total @key(fields: "id") { id: ID! words: String! }`,
      resolvers: {
        Mutation: { multiply: (_: unknown, { by }: { by: number }) => (total *= by) },
        Total: { __resolveReference: strictReference(['id']), words: ({ id }: { id: string }) => `${id} in words` },
      },
    },
  });
});
afterAll(() => federation.close());
beforeEach(() => {
  total = 0;
  federation.takeRequestCounts();
});

describe('mutations', () => {
  test('run in the order of the operation, also across subgraphs', async () => {
    const query =
      'mutation ($n: Int) { a: add(n: 5) b: multiply(by: 3) set(n: $n) { words } c: multiply(by: 10) d: add(n: 1) }';
    expect(await federation.ask(query, { n: 4 })).toEqual({
      data: { a: 5, b: 15, set: { words: '4 in words' }, c: 40, d: 41 },
    });
    expect(total).toBe(41);
  });

  test('run as often as they are asked for under names of their own', async () => {
    expect(await federation.ask('mutation { __typename a: add(n: 1) add(n: 1) add(n: 1) b: add(n: 1) }')).toEqual({
      data: { __typename: 'Mutation', a: 1, add: 2, b: 3 },
    });
  });
});

describe('mutations of what several subgraphs know', () => {
  interface Item {
    readonly id: string;
    readonly price?: number | null;
  }
  let shop: TestFederation;
  let opened: string[] = [];
  const RATES: Record<string, number> = { EUR: 1, USD: 2, CHF: 3 };
  const open = (_: unknown, { id }: Item) => {
    opened.push(id);
    return { id };
  };

  beforeAll(async () => {
    shop = await startFederation({
      items: {
        sdl: `type Query { item: Item } type Mutation { sell(id: ID!): Item! open(id: ID!): Item! @shareable }
          type Item @key(fields: "id") { id: ID! price(currency: String! = "EUR"): Int }`,
        resolvers: {
          Mutation: { sell: (_: unknown, { id }: Item) => ({ id }), open },
          Item: {
            __resolveReference: strictReference(['id']),
            price: ({ id }: Item, { currency }: { currency: string }) =>
              id === '0' && currency === 'CHF' ? null : Number(id) * (RATES[currency] ?? NaN) + 1,
          },
        },
      },
      verdicts: {
        sdl: `type Mutation { open(id: ID!): Item! @shareable }
          type Item @key(fields: "id") {
            id: ID! price(currency: String! = "EUR"): Int @external stock: Int
            euros: Int @requires(fields: "price") dollars: Int @requires(fields: "price(currency: \\"USD\\")")
            francs: Int @requires(fields: "price(currency: \\"CHF\\")") }`,
        resolvers: {
          Mutation: { open },
          Item: {
            __resolveReference: strictReference(['id', 'id price']),
            stock: () => 7,
            euros: ({ price }: Item) => price,
            dollars: ({ price }: Item) => price,
            francs: ({ price }: Item) => price,
          },
        },
      },
    });
  });
  afterAll(() => shop.close());
  beforeEach(() => {
    opened = [];
  });

  test('happen once, though subgraphs share them and each knows something of the result', async () => {
    expect(await shop.ask('mutation { open(id: "4") { price stock } again: open(id: "5") { stock } }')).toEqual({
      data: { open: { price: 5, stock: 7 }, again: { stock: 7 } },
    });
    expect(opened).toEqual(['4', '5']);
  });

  test('may bring fields that require one field with different arguments, each of them in turn', async () => {
    const query = `mutation {
      first: sell(id: "4") { euros dollars francs price(currency: "USD") }
      open(id: "0") { stock }
      last: sell(id: "0") { francs dollars euros } }`;
    expect(await shop.ask(query)).toEqual({
      data: {
        first: { euros: 5, dollars: 9, francs: 13, price: 9 },
        open: { stock: 7 },
        last: { francs: null, dollars: 1, euros: 1 },
      },
    });
    expect(opened).toEqual(['0']);
  });

  test('of one subgraph that need nothing else are one request', async () => {
    shop.takeRequestCounts();
    await shop.ask('mutation { a: sell(id: "1") { id } b: sell(id: "2") { price } }');
    expect(shop.takeRequestCounts()).toEqual({ items: 1 });
  });
});

describe('values', () => {
  test('of custom scalars are any JSON, in and out', async () => {
    const query = 'query ($value: Any, $list: [Int!]) { echo(value: $value, list: $list) }';
    expect(await federation.ask(query, { value: EVERYTHING, list: 4 })).toEqual({
      data: { echo: { value: EVERYTHING, list: [4], filter: { size: 3, kind: 'LARGE' } } },
    });
  });

  test('have the defaults of the schema, of the operation, or null, as the client chose', async () => {
    const query = `query ($value: Any = "given", $filter: Filter, $size: Int) {
      byOperation: echo(value: $value, filter: $filter) bySchema: echo(value: { size: [$size] }, filter: {}) }`;
    expect(await federation.ask(query, { filter: null, size: 1 })).toEqual({
      data: {
        byOperation: { value: 'given', filter: null },
        bySchema: { value: { size: [1] }, filter: { size: 7, kind: 'LARGE' } },
      },
    });
  });

  test('that clients may not send are refused before anything is asked', async () => {
    for (const [query, variables] of [
      ['{ echo(filter: { secret: 1 }) }', {}],
      ['query ($filter: Filter) { echo(filter: $filter) }', { filter: { secret: 1 } }],
    ] as const)
      expect(await federation.ask(query, variables)).toEqual({ data: undefined, errors: [undefined] });
    expect(federation.takeRequestCounts()).toEqual({});
  });

  test('of lists of lists keep their shape, with entities inside', async () => {
    expect(await federation.ask('{ grid { size total { words } } }')).toEqual({
      data: { grid: [[{ size: -0.5, total: { words: '1 in words' } }, null], [], [{ size: 1e21, total: null }]] },
    });
  });
});

test('type names of roots and a selection of which nothing is left ask no more than they must', async () => {
  expect(await federation.ask('{ __typename kind: __typename ... on Query { again: __typename } }')).toEqual({
    data: { __typename: 'Query', kind: 'Query', again: 'Query' },
  });
  expect(await federation.ask('query ($no: Boolean = false) { total @include(if: $no) }')).toEqual({ data: {} });
  expect(federation.takeRequestCounts()).toEqual({});
});
