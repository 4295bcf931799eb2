import { describe, expect, it } from 'vitest';
import type { SubgraphFetch } from './subgraph-fetch.ts';
import { createTestGateway } from './test-gateway.ts';

const products = [
  { upc: '1', name: 'Chair', price: 10 },
  { upc: '2', name: 'Table', price: 40 },
];

function createShop() {
  return createTestGateway({
    products: {
      sdl: `type Query { products: [Product!]! product(upc: String!): Product broken: Product }
        type Product @key(fields: "upc") { upc: String! name: String price(currency: String = "EUR"): Float }`,
      resolvers: {
        Query: {
          products: () => [...products, products[0]],
          product: (_: unknown, { upc }: { upc: string }) => products.find((product) => product.upc === upc),
          broken: () => {
            throw new Error('no such shelf');
          },
        },
        Product: {
          __resolveReference: ({ upc }: { upc: string }) => products.find((product) => product.upc === upc),
          price: ({ price }: { price: number }, { currency }: { currency: string }) =>
            currency === 'USD' ? price * 2 : price,
        },
      },
    },
    stock: {
      sdl: `type Product @key(fields: "upc") { upc: String! price(currency: String = "EUR"): Float @external
          inStock: Boolean! note: String dollars: String @requires(fields: "price(currency: \\"USD\\")") supplier: Supplier }
        type Supplier { name: String! city: String }`,
      resolvers: {
        Product: {
          __resolveReference: (reference: object) => reference,
          inStock: ({ upc }: { upc: string }) => upc === '1',
          note: ({ upc }: { upc: string }) => {
            if (upc === '1') throw new Error('note is illegible');
            return `note ${upc}`;
          },
          dollars: ({ price }: { price: number }) => `$${price}`,
          supplier: () => ({ name: 'Acme', city: 'Ghent' }),
        },
      },
    },
  });
}

const failing =
  (fetch: SubgraphFetch, failed: string): SubgraphFetch =>
  async (request, signal) => {
    if (request.serviceName !== failed) return fetch(request, signal);
    throw Object.assign(new Error('took too long'), { extensions: { code: 'UPSTREAM_TIMEOUT' } });
  };

describe('answers', () => {
  it('come in the order and under the names of the operation', async () => {
    const shop = createShop();
    const { data } = await shop.ask('{ shelf: products { inStock label: name upc } __typename }');
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        shelf: [
          { inStock: true, label: 'Chair', upc: '1' },
          { inStock: false, label: 'Table', upc: '2' },
          { inStock: true, label: 'Chair', upc: '1' },
        ],
        __typename: 'Query',
      }),
    );
  });

  it('ask for an entity once however often it occurs', async () => {
    const shop = createShop();
    await shop.ask('{ products { inStock } }');
    const [, entities] = shop.requests;
    expect(entities?.variables['representations']).toEqual([
      { __typename: 'Product', upc: '1' },
      { __typename: 'Product', upc: '2' },
    ]);
  });

  it('keep a key apart from an alias that takes its name', async () => {
    const { data, errors } = await createShop().ask('{ products { upc: name inStock } }');
    expect(errors).toBeUndefined();
    expect(data?.['products']).toEqual([
      { upc: 'Chair', inStock: true },
      { upc: 'Table', inStock: false },
      { upc: 'Chair', inStock: true },
    ]);
  });

  it("keep the client's arguments apart from those of a requirement", async () => {
    const { data } = await createShop().ask('{ product(upc: "1") { price(currency: "EUR") dollars } }');
    expect(data).toEqual({ product: { price: 10, dollars: '$20' } });
  });

  it('are asked for with the values that the client wrote', async () => {
    const echo = (_: unknown, { text, any }: { text?: string; any?: unknown }) => JSON.stringify(any ?? text);
    const gateway = createTestGateway({
      echoes: {
        sdl: 'scalar Any type Query { echo(text: String, any: Any): String }',
        resolvers: { Query: { echo } },
      },
    });
    const written = '"tab\\t nl\\n cr\\r bs\\b ff\\f q\\" sl\\/ back\\\\b é 😀 \\uD83D\\uDE00 \\u2028 \\u0000"';
    const block = '"""\n  a\\b\n    \\""" b\n"""';
    const { data } = await gateway.ask(
      `{ text: echo(text: ${written}) block: echo(text: ${block}) any: echo(any: { a: [1e21, -0.5, null, { b: "c" }] }) }`,
    );
    expect(data).toEqual({
      text: JSON.stringify(JSON.parse(written)),
      block: JSON.stringify('a\\b\n  """ b'),
      any: JSON.stringify({ a: [1e21, -0.5, null, { b: 'c' }] }),
    });
  });

  it('take variables of any name', async () => {
    const query = `query ($representations: String!, $client_x: String) {
      product(upc: $representations) { price(currency: $client_x) inStock } }`;
    const { data } = await createShop().ask(query, { representations: '1', client_x: 'USD' });
    expect(data).toEqual({ product: { price: 20, inStock: true } });
  });

  it('hold what requires something of an entity with a key that only its subgraph knows', async () => {
    // The native planner panics over this operation.
    const gateway = createTestGateway({
      shop: {
        sdl: `type Product @key(fields: "id") @key(fields: "code") { id: ID! code: ID! weight: Int @external
          isHeavy: Boolean @requires(fields: "weight") }`,
        resolvers: { Product: { isHeavy: ({ weight }: { weight: number }) => weight > 5 } },
      },
      depot: {
        sdl: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! weight: Int }',
        resolvers: { Query: { product: () => ({ id: '1', weight: 9 }) } },
      },
    });
    expect(await gateway.ask('{ product { isHeavy } }')).toEqual({ data: { product: { isHeavy: true } } });
  });

  it('leave out what @skip and @include leave out, and the fetches for it', async () => {
    const shop = createShop();
    const query = 'query ($stock: Boolean!) { product(upc: "1") { name inStock @include(if: $stock) } }';
    expect(await shop.ask(query, { stock: false })).toEqual({ data: { product: { name: 'Chair' } } });
    expect(shop.requests).toHaveLength(1);
    expect(await shop.ask(query, { stock: true })).toEqual({ data: { product: { name: 'Chair', inStock: true } } });
  });

  it('refuse null where a variable with a default decides about a selection', async () => {
    const shop = createShop();
    const query = 'query ($stock: Boolean = true) { product(upc: "1") { name inStock @include(if: $stock) } }';
    const message = 'Variable "$stock" must not be null where it decides about a selection.';
    expect(await shop.ask(query, { stock: null })).toEqual({
      errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(shop.requests).toHaveLength(0);
    expect(await shop.ask(query)).toEqual({ data: { product: { name: 'Chair', inStock: true } } });
  });

  it('mix introspection with data, and ask no subgraph for introspection alone', async () => {
    const shop = createShop();
    const alone = await shop.ask('{ __type(name: "Supplier") { fields { name } } __typename }');
    expect(alone.data).toEqual({ __type: { fields: [{ name: 'name' }, { name: 'city' }] }, __typename: 'Query' });
    expect(shop.requests).toHaveLength(0);
    const mixed = await shop.ask('{ kind: __schema { queryType { name } } product(upc: "2") { name } }');
    expect(mixed.data).toEqual({ kind: { queryType: { name: 'Query' } }, product: { name: 'Table' } });
  });

  it('hold names that every JavaScript object has', async () => {
    const { data } = await createShop().ask('{ constructor: product(upc: "1") { toString: name valueOf: note } }');
    expect(data).toEqual({ constructor: { toString: 'Chair', valueOf: null } });
  });

  it('refuse variables that do not fit, before any subgraph is asked', async () => {
    const shop = createShop();
    const { data, errors } = await shop.ask('query ($upc: String!) { product(upc: $upc) { name } }', {});
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(shop.requests).toHaveLength(0);
  });
});

describe('errors', () => {
  it('of an entity are told at every place where it sits, under the names of the operation', async () => {
    const { data, errors } = await createShop().ask('{ shelf: products { remark: note } }');
    expect(data?.['shelf']).toEqual([{ remark: null }, { remark: 'note 2' }, { remark: null }]);
    expect(errors?.map(({ path }) => path)).toEqual([
      ['shelf', 0, 'remark'],
      ['shelf', 2, 'remark'],
    ]);
    expect(errors?.[0]).toMatchObject({ message: 'note is illegible', extensions: { service: 'stock' } });
  });

  it('of a subgraph that fails stand at each field it owed, and leave the others', async () => {
    const shop = createShop();
    const query = '{ product(upc: "1") { name note supplier { city } } }';
    const { data, errors } = await shop.ask(query, {}, failing(shop.fetch, 'stock'));
    expect(data).toEqual({ product: { name: 'Chair', note: null, supplier: null } });
    expect(errors).toEqual(
      ['note', 'supplier'].map((field) => ({
        message: 'took too long',
        path: ['product', field],
        extensions: { code: 'UPSTREAM_TIMEOUT', service: 'stock' },
      })),
    );
  });

  it('of a field that must not be null move the null up to where one may be', async () => {
    const shop = createShop();
    const { data, errors } = await shop.ask('{ product(upc: "1") { name inStock } }', {}, failing(shop.fetch, 'stock'));
    expect(data).toEqual({ product: null });
    expect(errors?.map(({ path }) => path)).toEqual([['product', 'inStock']]);
  });

  it('keep the other root fields of the subgraph', async () => {
    const { data, errors } = await createShop().ask('{ broken { name } product(upc: "2") { name } }');
    expect(data).toEqual({ broken: null, product: { name: 'Table' } });
    expect(errors?.map(({ path }) => path)).toEqual([['broken']]);
  });

  it('of values that break the schema are told, also beside the answer', async () => {
    const shop = createShop();
    const lying: SubgraphFetch = async (request, signal) => {
      if (request.serviceName === 'products') return shop.fetch(request, signal);
      return { data: { _entities: [{ inStock: null, note: 7 }] } };
    };
    const expected = [
      expect.objectContaining({ message: 'Invalid value found for field Product.note.', path: ['product', 'note'] }),
    ] as unknown[];
    const note = await shop.ask('{ product(upc: "2") { name note } }', {}, lying);
    expect(note.data).toEqual({ product: { name: 'Table', note: null } });
    expect(note.errors).toEqual(expected);
    expect(note.extensions?.valueCompletion).toEqual(expected);

    const inStock = await shop.ask('{ product(upc: "2") { name inStock } }', {}, lying);
    expect(inStock.data).toEqual({ product: null });
    expect(inStock.errors?.map(({ path }) => path)).toEqual([['product', 'inStock']]);
    expect(inStock.extensions?.valueCompletion).toEqual(inStock.errors);
  });

  it('hide the values and types that clients may not see', async () => {
    const gateway = createTestGateway({
      pets: {
        sdl: `type Query { mood: Mood moods: [Mood!] pet: Pet } enum Mood { CALM SECRET @inaccessible }
          interface Pet { name: String } type Dog implements Pet { name: String } type Spy implements Pet @inaccessible { name: String }`,
        resolvers: {
          Query: {
            mood: () => 'SECRET',
            moods: () => ['CALM', 'SECRET'],
            pet: () => ({ __typename: 'Spy', name: 'M' }),
          },
        },
      },
    });
    const { data, errors } = await gateway.ask('{ mood moods pet { __typename name } }');
    expect(data).toEqual({ mood: null, moods: null, pet: null });
    expect(errors?.map(({ path }) => path)).toEqual([['mood'], ['moods', 1], ['pet']]);
    expect(JSON.stringify(errors)).not.toMatch(/SECRET|Spy/);
  });

  it('are not made of an entity that another subgraph does not know', async () => {
    const shop = createShop();
    const forgetful: SubgraphFetch = async (request, signal) =>
      request.serviceName === 'stock' ? { data: { _entities: [null] } } : shop.fetch(request, signal);
    const { data, errors } = await shop.ask('{ product(upc: "2") { name note } }', {}, forgetful);
    expect({ data, errors }).toEqual({ data: { product: { name: 'Table', note: null } }, errors: undefined });
  });

  it('are made of an answer that lacks what was asked', async () => {
    const shop = createShop();
    const answers = [{}, { data: null }, { data: { _entities: [] } }, { data: { _entities: 'none' } }, { data: 7 }];
    for (const answer of answers) {
      const short = (async (request, signal) =>
        request.serviceName === 'stock' ? answer : shop.fetch(request, signal)) as SubgraphFetch;
      const { data, errors } = await shop.ask('{ product(upc: "2") { name note } }', {}, short);
      expect(data).toEqual({ product: { name: 'Table', note: null } });
      expect(errors?.map(({ path, extensions }) => [path, extensions['service']])).toEqual([
        [['product', 'note'], 'stock'],
      ]);
    }
  });
});
