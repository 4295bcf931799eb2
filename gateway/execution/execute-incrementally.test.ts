import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { compileOperation } from './compile-operation.ts';
import type { DataObject } from './data.ts';
import { executeIncrementally } from './execute-incrementally.ts';
import type { SubgraphFetch } from './subgraph-fetch.ts';
import { createTestGateway } from './test-gateway.ts';

const createGateway = () =>
  createTestGateway({
    users: {
      sdl: `type Query { users: [User!] me: User } type User @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        Query: { users: () => ['1', '2'].map((id) => ({ id, name: `User ${id}` })), me: () => ({ id: '1' }) },
      },
    },
    orders: {
      sdl: `type User @key(fields: "id") { id: ID! orders: [Order!]! } type Order { total: Int note: String }`,
      resolvers: { User: { orders: ({ id }: { id: string }) => [{ total: Number(id) * 10, note: 'fast' }] } },
    },
  });

async function payloads(query: string, variables: DataObject = {}, wrap = (fetch: SubgraphFetch) => fetch) {
  const { schema, planner, fetch } = createGateway();
  const compiled = compileOperation(schema, planner, parse(query));
  const texts: unknown[] = [];
  const { signal } = new AbortController();
  for await (const text of executeIncrementally(compiled, { variables, fetch: wrap(fetch), signal }))
    texts.push(JSON.parse(text));
  return texts;
}

it('answers without the deferred part, and brings it at every place where it belongs', async () => {
  expect(await payloads('{ users { id ... @defer(label: "later") { orders { total } } } }')).toEqual([
    { data: { users: [{ id: '1' }, { id: '2' }] }, hasNext: true },
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
    { data: { me: { id: '1' } }, hasNext: true },
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
    { data: { me: { id: '1' } }, hasNext: true },
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
