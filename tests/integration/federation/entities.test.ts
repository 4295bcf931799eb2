import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFederation, strictReference } from '../../support/federation.ts';
import type { TestFederation } from '../../support/federation.ts';

interface Book {
  readonly id: string;
  readonly upc: string;
}

describe('an entity that some subgraphs know by another key, and some not at all', () => {
  let federation: TestFederation;
  beforeAll(async () => {
    const known: Book[] = [
      { id: '1', upc: 'b1' },
      { id: '2', upc: 'b2' },
    ];
    federation = await startFederation({
      shelves: {
        sdl: `type Query { shelves: [Shelf] } type Shelf { book: Book } type Book @key(fields: "upc") { upc: ID! }`,
        resolvers: { Query: { shelves: () => ['b1', 'b2', 'b3'].map((upc) => ({ book: { upc } })) } },
      },
      catalogue: {
        sdl: `type Book @key(fields: "id") @key(fields: "upc") { id: ID! upc: ID! }`,
        resolvers: {
          Book: {
            __resolveReference: strictReference<Book>(['upc', 'id'], ({ upc }) => known.find((one) => one.upc === upc)),
          },
        },
      },
      authors: {
        sdl: `type Book @key(fields: "id") { id: ID! author: Author } type Author @key(fields: "id") { id: ID! name: String! }`,
        resolvers: {
          Book: {
            __resolveReference: strictReference<Book>(['id'], ({ id }) => (id === '1' ? { id } : null)),
            author: () => ({ id: 'a1', name: 'Alice' }),
          },
        },
      },
    });
  });
  afterAll(() => federation.close());

  test('has its fields where it is known, and nulls without an error where it is not', async () => {
    expect(await federation.ask('{ shelves { book { upc author { name } } } }')).toEqual({
      data: {
        shelves: [
          { book: { upc: 'b1', author: { name: 'Alice' } } },
          { book: { upc: 'b2', author: null } },
          { book: { upc: 'b3', author: null } },
        ],
      },
    });
  });

  test('is one error where a field of it must not be null', async () => {
    expect(await federation.ask('{ shelves { book { id } } }')).toEqual({
      data: { shelves: [{ book: { id: '1' } }, { book: { id: '2' } }, { book: null }] },
      errors: ['shelves.2.book.id'],
    });
  });
});

describe('an entity with compound and nested keys', () => {
  let federation: TestFederation;
  beforeAll(async () => {
    const find = (id: string) => ({ id, pid: `p${id}`, region: { code: 'be', label: 'Belgium' } });
    federation = await startFederation({
      products: {
        sdl: `type Query { top: [Product!]! }
          type Product @key(fields: "id") @key(fields: "pid region { code }") { id: ID! pid: ID! region: Region! }
          type Region @shareable { code: ID! label: String }`,
        resolvers: {
          Query: { top: () => ['1', '2'].map(find) },
          Product: {
            __resolveReference: strictReference(['pid region'], ({ pid }: { pid: string }) => find(pid.slice(1))),
          },
        },
      },
      prices: {
        sdl: `type Product @key(fields: "pid region { code }") { pid: ID! region: Region! price: Price }
          type Region @shareable { code: ID! } type Price { amount: Float! product: Product! }`,
        resolvers: {
          Product: {
            __resolveReference: strictReference(['pid region'], (sent: { pid: string; region: object }) => {
              if (Object.keys(sent.region).join() !== 'code') throw new Error('The region holds more than its code.');
              return sent;
            }),
            price: (product: { pid: string }) => ({ amount: product.pid === 'p1' ? 10.5 : 20, product }),
          },
        },
      },
      stock: {
        sdl: `type Product @key(fields: "id") { id: ID! inStock: Int! }`,
        resolvers: {
          Product: { __resolveReference: strictReference(['id']), inStock: ({ id }: Book) => Number(id) * 100 },
        },
      },
    });
  });
  afterAll(() => federation.close());

  test('is asked for with nothing but the key that the subgraph knows', async () => {
    expect(await federation.ask('{ top { region { label } price { amount } inStock } }')).toEqual({
      data: {
        top: [
          { region: { label: 'Belgium' }, price: { amount: 10.5 }, inStock: 100 },
          { region: { label: 'Belgium' }, price: { amount: 20 }, inStock: 200 },
        ],
      },
    });
  });

  test('leads back to subgraphs that know other keys', async () => {
    expect(await federation.ask('{ top { price { product { pid inStock region { label } } } } }')).toEqual({
      data: {
        top: ['1', '2'].map((id) => ({
          price: { product: { pid: `p${id}`, inStock: Number(id) * 100, region: { label: 'Belgium' } } },
        })),
      },
    });
    federation.takeRequestCounts();
    await federation.ask('{ top { pid id region { code label } } }');
    expect(federation.takeRequestCounts()).toEqual({ products: 1 });
  });
});

test('10,000 entities are asked for at once and answered in order', async () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => String(index));
  const federation = await startFederation({
    people: {
      sdl: 'type Query { people: [Person] } type Person @key(fields: "id") { id: ID! }',
      resolvers: { Query: { people: () => ids.flatMap((id) => (id === '7' ? [null] : [{ id }])) } },
    },
    names: {
      sdl: 'type Person @key(fields: "id") { id: ID! name: String! }',
      resolvers: { Person: { name: ({ id }: Book) => `person ${id}` } },
    },
  });
  try {
    const { data } = await federation.ask('{ people { name } }');
    expect(data).toEqual({ people: ids.map((id) => (id === '7' ? null : { name: `person ${id}` })) });
    expect(federation.takeRequestCounts()).toEqual({ people: 1, names: 1 });
  } finally {
    await federation.close();
  }
});
