import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFederation, strictReference } from '../../support/federation.ts';
import type { TestFederation } from '../../support/federation.ts';

interface Product {
  readonly id: string;
  readonly price?: number;
  readonly isExpensive?: boolean;
}

let federation: TestFederation;
beforeAll(async () => {
  federation = await startFederation({
    catalogue: {
      sdl: `type Query { product: Product! products: [Product!]! }
        type Product @key(fields: "id") { id: ID! name: String @shareable owner: Owner }
        type Owner @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          product: () => ({ id: '1', name: 'Chair', owner: { id: 'o1' } }),
          products: () => ['1', '2'].map((id) => ({ id, name: `name ${id}`, owner: null })),
        },
        Product: { __resolveReference: strictReference(['id']) },
      },
    },
    prices: {
      sdl: `type Product @key(fields: "id") { id: ID! price(currency: String! = "EUR"): Float @shareable }`,
      resolvers: {
        Product: {
          __resolveReference: strictReference(['id']),
          price: ({ id }: Product, { currency }: { currency: string }) => Number(id) * (currency === 'USD' ? 200 : 100),
        },
      },
    },
    verdicts: {
      sdl: `type Product @key(fields: "id") {
          id: ID! price(currency: String! = "EUR"): Float @external
          isExpensive: Boolean @requires(fields: "price(currency: \\"USD\\")")
          isCheap: Boolean @requires(fields: "price(currency: \\"EUR\\")")
          bundle: Bundle @requires(fields: "price(currency: \\"CHF\\")") }
        type Bundle { products: [Product!]! }`,
      resolvers: {
        Product: {
          __resolveReference: strictReference(['id price', 'id']),
          isExpensive: ({ price = Number.NaN }: Product) => price >= 400,
          isCheap: ({ price = Number.NaN }: Product) => price <= 100,
          bundle: ({ price = Number.NaN }: Product) => ({ products: price > 0 ? [{ id: '2' }] : [] }),
        },
      },
    },
    shipping: {
      sdl: `type Product @key(fields: "id") {
          id: ID! isExpensive: Boolean @external owner: Owner @external
          insurance: String @requires(fields: "isExpensive")
          label: String @requires(fields: "owner { address { city } }") }
        type Owner @key(fields: "id") { id: ID! address: Address @external } type Address { city: String @external }`,
      resolvers: {
        Product: {
          __resolveReference: strictReference(['id isExpensive', 'id owner', 'id isExpensive owner']),
          insurance: ({ isExpensive }: Product) => (isExpensive === true ? 'full' : 'none'),
          label: ({ owner }: { owner: { address: { city: string } } | null }) => owner && `to ${owner.address.city}`,
        },
      },
    },
    owners: {
      sdl: `type Owner @key(fields: "id") { id: ID! address: Address } type Address @shareable { city: String zip: String }`,
      resolvers: {
        Owner: { __resolveReference: strictReference(['id']), address: () => ({ city: 'Ghent', zip: '9000' }) },
      },
    },
    previews: {
      sdl: `type Query { preview: Product @provides(fields: "name") plain: Product }
        type Product @key(fields: "id") { id: ID! name: String @external }`,
      resolvers: {
        Query: { preview: () => ({ id: '1', name: 'provided' }), plain: () => ({ id: '1' }) },
        Product: { name: ({ name }: { name?: string }) => name ?? Promise.reject(new Error('The name is not here.')) },
      },
    },
  });
});
afterAll(() => federation.close());

describe('what a field requires is fetched first and sent along', () => {
  test('for a field that requires one of another subgraph', async () => {
    expect(await federation.ask('{ products { isExpensive } }')).toEqual({
      data: { products: [{ isExpensive: false }, { isExpensive: true }] },
    });
  });

  test('for fields that require one field with different arguments, beside the client’s own', async () => {
    expect(await federation.ask('{ products { isExpensive isCheap price(currency: "EUR") } }')).toEqual({
      data: {
        products: [
          { isExpensive: false, isCheap: true, price: 100 },
          { isExpensive: true, isCheap: false, price: 200 },
        ],
      },
    });
  });

  test('for a field that requires one with requirements itself', async () => {
    expect(await federation.ask('{ products { insurance } }')).toEqual({
      data: { products: [{ insurance: 'none' }, { insurance: 'full' }] },
    });
  });

  test('for a field whose requirement lies below itself, in a subgraph that would have it with the object', async () => {
    const query = '{ product { bundle { products { bundle { products { insurance } } } } } }';
    expect(await federation.ask(query)).toEqual({
      data: { product: { bundle: { products: [{ bundle: { products: [{ insurance: 'full' }] } }] } } },
    });
  });

  test('for a field that requires a field of an entity of a third subgraph', async () => {
    expect(await federation.ask('{ product { label owner { address { zip } } } products { label } }')).toEqual({
      data: {
        product: { label: 'to Ghent', owner: { address: { zip: '9000' } } },
        products: [{ label: null }, { label: null }],
      },
    });
  });

  test('and not fetched for a field that is left out', async () => {
    federation.takeRequestCounts();
    const query = `query ($all: Boolean!) {
      product { name ... @include(if: $all) { insurance } isExpensive @include(if: $all) @skip(if: true) } }`;
    expect(await federation.ask(query, { all: false })).toEqual({ data: { product: { name: 'Chair' } } });
    expect(federation.takeRequestCounts()).toEqual({ catalogue: 1 });
    expect(await federation.ask(query, { all: true })).toEqual({
      data: { product: { name: 'Chair', insurance: 'none' } },
    });
  });
});

test('a provided field is taken from where it is provided, and only there', async () => {
  federation.takeRequestCounts();
  expect(await federation.ask('{ preview { name } }')).toEqual({ data: { preview: { name: 'provided' } } });
  expect(federation.takeRequestCounts()).toEqual({ previews: 1 });
  expect(await federation.ask('{ plain { name price } }')).toEqual({ data: { plain: { name: null, price: 100 } } });
});
