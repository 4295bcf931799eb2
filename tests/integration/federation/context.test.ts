import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFederation, strictReference } from '../../support/federation.ts';
import type { TestFederation } from '../../support/federation.ts';

interface Product {
  readonly id: string;
}

let federation: TestFederation;
beforeAll(async () => {
  const products = [{ id: '1' }, { id: '2' }];
  federation = await startFederation({
    shops: {
      sdl: `type Query { shops: [Shop!]! stall: Stall any: [Place!]! }
        union Place = Shop | Stall
        type Shop @key(fields: "id") { id: ID! currency: String owner: Owner! products: [Product!]! shelf: Shelf! }
        type Stall @key(fields: "id") { id: ID! owner: Owner! products: [Product!]! }
        type Shelf { products: [Product!]! }
        type Owner @key(fields: "id") { id: ID! coin: String! }
        type Product @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          shops: () => ['EUR', 'USD', 'EUR'].map((currency, index) => ({ id: `s${index}`, currency })),
          stall: () => ({ id: 't' }),
          any: () => [
            { __typename: 'Stall', id: 't' },
            { __typename: 'Shop', id: 's1', currency: 'USD' },
          ],
        },
        Shop: {
          owner: () => ({ id: 'o', coin: 'pound' }),
          shelf: () => ({ products }),
          products: () => products,
          __resolveReference: strictReference(['id']),
        },
        Stall: { owner: () => ({ id: 'o', coin: 'pound' }), products: () => products },
      },
    },
    names: {
      sdl: 'type Product @key(fields: "id") { id: ID! name: String! }',
      resolvers: { Product: { name: ({ id }: Product) => `product ${id}` } },
    },
    prices: {
      sdl: `type Shop @key(fields: "id") @context(name: "place") { id: ID! currency: String @external }
        type Stall @key(fields: "id") @context(name: "place") { id: ID! owner: Owner! @external }
        type Owner @key(fields: "id", resolvable: false) { id: ID! coin: String! @external }
        type Product @key(fields: "id") {
          id: ID!
          price(
            digits: Int
            in: String @fromContext(field: "$place ... on Shop { currency } ... on Stall { owner { coin } }")
          ): String }`,
      resolvers: {
        Product: {
          __resolveReference: strictReference(['id']),
          price: ({ id }: Product, { digits, in: currency = 'nothing' }: { digits?: number; in?: string | null }) =>
            `${Number(id).toFixed(digits ?? 0)} ${currency ?? 'nothing'}`,
        },
      },
    },
  });
});
afterAll(() => federation.close());

test('an argument is taken from the object that the entity lies under, however far above, in one request', async () => {
  federation.takeRequestCounts();
  expect(await federation.ask('{ shops { products { price } shelf { products { price(digits: 1) } } } }')).toEqual({
    data: {
      shops: ['EUR', 'USD', 'EUR'].map((currency) => ({
        products: [{ price: `1 ${currency}` }, { price: `2 ${currency}` }],
        shelf: { products: [{ price: `1.0 ${currency}` }, { price: `2.0 ${currency}` }] },
      })),
    },
  });
  expect(federation.takeRequestCounts()).toEqual({ shops: 1, prices: 2 });
});

test('entities that were found to be the same before are told apart by what they lie under', async () => {
  const query =
    'query ($contextualArgument_1_0: Int) { shops { products { name price(digits: $contextualArgument_1_0) } } }';
  const { data } = await federation.ask(query, { contextualArgument_1_0: 2 });
  expect(data).toMatchObject({
    shops: [
      { products: [{ name: 'product 1', price: '1.00 EUR' }, { price: '2.00 EUR' }] },
      { products: [{ name: 'product 1', price: '1.00 USD' }, { price: '2.00 USD' }] },
      { products: [{ name: 'product 1', price: '1.00 EUR' }, { price: '2.00 EUR' }] },
    ],
  });
});

test('each type has a way of its own to the value', async () => {
  const query = `{ any { ... on Shop { currency: id products { price } } ... on Stall { products { price } } } }`;
  expect(await federation.ask(query)).toEqual({
    data: {
      any: [
        { products: [{ price: '1 pound' }, { price: '2 pound' }] },
        { currency: 's1', products: [{ price: '1 USD' }, { price: '2 USD' }] },
      ],
    },
  });
});
