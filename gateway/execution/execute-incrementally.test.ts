import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileOperation } from './compile-operation.ts';
import type { DataObject } from './data.ts';
import { execute } from './execute.ts';
import { executeIncrementally } from './execute-incrementally.ts';
import type { SubgraphFetch } from './subgraph-fetch.ts';
import { createTestGateway } from './test-gateway.ts';

const createGateway = () =>
  createTestGateway({
    users: {
      sdl: `type Query { users: [User!] me: User } type Mutation { addUser: User addUsers: [User] log: Entry } type Entry { text: String level: Int } type User @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        Query: { users: () => ['1', '2'].map((id) => ({ id, name: `User ${id}` })), me: () => ({ id: '1' }) },
        Mutation: {
          addUser: () => ({ id: '3' }),
          addUsers: () => [{ id: '4' }, null, { id: '5' }],
          log: () => ({ text: 'done', level: 1 }),
        },
      },
    },
    orders: {
      sdl: `type User @key(fields: "id") { id: ID! orders(first: Int): [Order!]! partner: User } type Order { total: Int note: String item: Item } type Item { id: ID name: String }`,
      resolvers: {
        User: {
          orders: ({ id }: { id: string }) => [
            { total: Number(id) * 10, note: 'fast', item: { id: 'p', name: 'Pen' } },
          ],
          partner: ({ id }: { id: string }) => (id === '5' ? null : { id: `${id}0` }),
        },
      },
    },
  });

async function payloads(
  query: string,
  variables: DataObject = {},
  wrap = (fetch: SubgraphFetch) => fetch,
  { schema, planner, fetch } = createGateway(),
) {
  const compiled = compileOperation(schema, planner, parse(query));
  const input = { variables, fetch: wrap(fetch), signal: new AbortController().signal };
  const incremental = await executeIncrementally(compiled, input);
  if (!incremental) return [JSON.parse((await execute(compiled, input)).body) as unknown];
  const { data, errors } = incremental.first;
  const results: unknown[] = [{ data, ...(errors.length > 0 && { errors }) }];
  for await (const result of incremental.later) results.push(result);
  return results;
}

it('answers without the deferred part, and brings it at every place where it belongs', async () => {
  expect(await payloads('{ users { id ... @defer(label: "later") { orders { total } } } }')).toEqual([
    { data: { users: [{ id: '1' }, { id: '2' }] } },
    {
      incremental: [
        { data: { orders: [{ total: 10 }] }, path: ['users', 0], label: 'later' },
        { data: { orders: [{ total: 20 }] }, path: ['users', 1], label: 'later' },
      ],
      hasNext: false,
    },
  ]);
});

it('brings a part within a part after it', async () => {
  const query = `{ me { id ...Orders @defer(label: "outer") } }
    fragment Orders on User { orders { total ... @defer(label: "inner") { note } } }`;
  expect(await payloads(query)).toEqual([
    { data: { me: { id: '1' } } },
    { incremental: [{ data: { orders: [{ total: 10 }] }, path: ['me'], label: 'outer' }], hasNext: true },
    { incremental: [{ data: { note: 'fast' }, path: ['me', 'orders', 0], label: 'inner' }], hasNext: false },
  ]);
});

it('answers whole when the condition of @defer is false', async () => {
  const query = 'query ($defer: Boolean!) { me { id ... @defer(if: $defer) { orders { total } } } }';
  expect(await payloads(query, { defer: false })).toEqual([{ data: { me: { id: '1', orders: [{ total: 10 }] } } }]);
  expect(await payloads(query, { defer: true })).toHaveLength(2);
});

it('keeps the null and the errors of a deferred part within it', async () => {
  const failing = (fetch: SubgraphFetch): SubgraphFetch => {
    return async (request, signal) => {
      if (request.serviceName === 'orders') throw new Error('orders are down');
      return fetch(request, signal);
    };
  };
  expect(await payloads('{ me { id ... @defer { orders { total } } } }', {}, failing)).toEqual([
    { data: { me: { id: '1' } } },
    {
      incremental: [
        {
          data: null,
          path: ['me'],
          errors: [expect.objectContaining({ message: 'orders are down', path: ['me', 'orders'] })],
        },
      ],
      hasNext: false,
    },
  ]);
});

describe('a null that is not allowed', () => {
  const gateway = () =>
    createTestGateway({
      users: {
        sdl: `type Query { users: [User!]! } type User @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { users: () => [{ id: '1' }, { id: '2' }] } },
      },
      orders: {
        sdl: `type User @key(fields: "id") { id: ID! total: Int! }`,
        resolvers: { User: { total: ({ id }: { id: string }) => (id === '1' ? null : 20) } },
      },
    });

  it('takes its own fragment along, and no other object of the list', async () => {
    expect(await payloads('{ users { id ... @defer { total } } }', {}, undefined, gateway())).toEqual([
      { data: { users: [{ id: '1' }, { id: '2' }] } },
      {
        incremental: [
          { data: null, path: ['users', 0], errors: [expect.objectContaining({ path: ['users', 0, 'total'] })] },
          { data: { total: 20 }, path: ['users', 1] },
        ],
        hasNext: false,
      },
    ]);
  });
});

it('finds the place of a part within a list that another part brought more of', async () => {
  const query = '{ me { orders { total } ... @defer { orders { item { id ... @defer { name } } } } } }';
  const results = await payloads(query);
  expect(results.at(-1)).toEqual({
    incremental: [{ data: { name: 'Pen' }, path: ['me', 'orders', 0, 'item'] }],
    hasNext: false,
  });
});

it('runs a mutation once, and its parts from the entities that it gave', async () => {
  const gateway = createGateway();
  const one =
    'mutation ($n: Int) { added: addUser { key: id ... @defer(label: "a") { orders(first: $n) { total } } } }';
  expect(await payloads(one, { n: 1 }, undefined, gateway)).toEqual([
    { data: { added: { key: '3' } } },
    { incremental: [{ data: { orders: [{ total: 30 }] }, path: ['added'], label: 'a' }], hasNext: false },
  ]);
  const many = 'mutation { addUsers { ... on User @defer { orders { note ... @defer { total } } } } }';
  expect(await payloads(many, {}, undefined, gateway)).toEqual([
    { data: { addUsers: [{}, null, {}] } },
    {
      incremental: [
        { data: { orders: [{ note: 'fast', total: 40 }] }, path: ['addUsers', 0] },
        { data: { orders: [{ note: 'fast', total: 50 }] }, path: ['addUsers', 2] },
      ],
      hasNext: false,
    },
  ]);
  expect(gateway.requests.map(({ kind }) => kind).filter((kind) => kind === 'mutation')).toHaveLength(2);
});

it('brings the key of what a mutation gave in a part, under the name that the client has for it', async () => {
  expect(await payloads('mutation { addUser { ... on User @defer { key: id id } } addUser { name } }')).toEqual([
    { data: { addUser: { name: null } } },
    { incremental: [{ data: { key: '3', id: '3' }, path: ['addUser'] }], hasNext: false },
  ]);
});

it('brings parts within the parts of a mutation after those, from the entities in them', async () => {
  const gateway = createGateway();
  const query = `mutation { addUsers { id ... @defer(label: "outer") {
    partner { ... @defer(label: "inner") { orders { total } ... @defer(label: "innermost") { partner { id } } } }
    ... @defer(label: "beside") { orders { note } } } } }`;
  const results = (await payloads(query, {}, undefined, gateway)) as { incremental?: { label: string }[] }[];
  expect(results[0]).toEqual({ data: { addUsers: [{ id: '4' }, null, { id: '5' }] } });
  expect(results[1]).toEqual({
    incremental: [
      { data: { partner: {} }, path: ['addUsers', 0], label: 'outer' },
      { data: { partner: null }, path: ['addUsers', 2], label: 'outer' },
    ],
    hasNext: true,
  });
  const rest = results.slice(2).flatMap(({ incremental = [] }) => incremental);
  expect(rest.toSorted((a, b) => a.label.localeCompare(b.label))).toEqual([
    { data: { orders: [{ note: 'fast' }] }, path: ['addUsers', 0], label: 'beside' },
    { data: { orders: [{ note: 'fast' }] }, path: ['addUsers', 2], label: 'beside' },
    { data: { orders: [{ total: 400 }] }, path: ['addUsers', 0, 'partner'], label: 'inner' },
    { data: { partner: { id: '400' } }, path: ['addUsers', 0, 'partner'], label: 'innermost' },
  ]);
  const labels = rest.map(({ label }) => label);
  expect(labels.indexOf('innermost')).toBeGreaterThan(labels.indexOf('inner'));
  expect(gateway.requests.map(({ kind }) => kind).filter((kind) => kind === 'mutation')).toHaveLength(1);
});

it('brings parts within parts at names that JavaScript knows', async () => {
  const query =
    '{ ... @defer { constructor: me { __proto__: orders { toString: note ... @defer { valueOf: total } } } } }';
  expect(await payloads(query)).toEqual([
    { data: {} },
    {
      incremental: [{ data: JSON.parse('{"constructor":{"__proto__":[{"toString":"fast"}]}}') as unknown, path: [] }],
      hasNext: true,
    },
    { incremental: [{ data: { valueOf: 10 }, path: ['constructor', '__proto__', 0] }], hasNext: false },
  ]);
});

it('answers whole what a mutation gives without a key', async () => {
  expect(await payloads('mutation { log { text ... @defer { level } } }')).toEqual([
    { data: { log: { text: 'done', level: 1 } } },
  ]);
});

it('answers whole what has more parts than can be worth their fetches', async () => {
  const query = `{ me { id ${'... @defer { orders { total } } '.repeat(21)} } }`;
  expect(await payloads(query)).toEqual([{ data: { me: { id: '1', orders: [{ total: 10 }] } } }]);
});

it('tells an error on the way to many places once', async () => {
  const failing = (fetch: SubgraphFetch): SubgraphFetch => {
    let asked = 0;
    return async (request, signal) => {
      if (++asked > 1) throw new Error('users are down');
      return fetch(request, signal);
    };
  };
  expect((await payloads('{ users { id ... @defer { name } } }', {}, failing)).at(-1)).toEqual({
    incremental: [
      {
        data: null,
        path: ['users', 0],
        errors: [expect.objectContaining({ message: 'users are down', path: ['users'] })],
      },
      { data: null, path: ['users', 1] },
    ],
    hasNext: false,
  });
});

describe('a part of what changes while it is answered', () => {
  const lists = [
    ['1', '2', '3'],
    ['4', '3', '1'],
  ];
  const changing = () => {
    let asked = 0;
    return createTestGateway({
      users: {
        sdl: `type Query { users: [User!]! } type User @key(fields: "id") { id: ID! name: String }`,
        resolvers: { Query: { users: () => lists[asked++ % 2]?.map((id) => ({ id, name: `User ${id}` })) } },
      },
      orders: {
        sdl: `type User @key(fields: "id") { id: ID! total: Int }`,
        resolvers: {
          User: {
            total: ({ id }: { id: string }) => {
              if (id === '3') throw new Error('no total');
              return Number(id) * 10;
            },
          },
        },
      },
    });
  };

  it('goes to the items it is of, with its errors, and says which are gone', async () => {
    const results = await payloads('{ users { name ... @defer { total } } }', {}, undefined, changing());
    expect(results).toEqual([
      { data: { users: ['1', '2', '3'].map((id) => ({ name: `User ${id}` })) } },
      {
        incremental: [
          { data: { total: 10 }, path: ['users', 0] },
          {
            data: null,
            path: ['users', 1],
            errors: [expect.objectContaining({ extensions: { code: 'CONFLICT', service: 'gateway' } })],
          },
          {
            data: { total: null },
            path: ['users', 2],
            errors: [expect.objectContaining({ message: 'no total', path: ['users', 2, 'total'] })],
          },
        ],
        hasNext: false,
      },
    ]);
  });
});
