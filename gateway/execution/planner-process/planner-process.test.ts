import { expect, test } from 'vitest';
import { createTestGateway } from '../test-gateway.ts';
import { askPlannerProcess } from './planner-process.ts';

const TIMEOUT_MS = 20_000;

const ask = (planner: number, operation: string) =>
  askPlannerProcess({ kind: 'plan', planner, operation, labels: new Set(), percentage: 0 }, TIMEOUT_MS);

test('a panic of the native planner ends its process, and the next operation is planned in a new one', () => {
  const { schema } = createTestGateway({
    shop: {
      sdl: `type Product @key(fields: "id") @key(fields: "code") { id: ID! code: ID! weight: Int @external
        isHeavy: Boolean @requires(fields: "weight") }`,
    },
    depot: { sdl: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! weight: Int }' },
  });
  const load = () => askPlannerProcess({ kind: 'load', planner: -1, supergraphSdl: schema.supergraphSdl }, TIMEOUT_MS);
  expect(load()).toEqual({ kind: 'loaded' });
  expect(ask(-1, '{ product { isHeavy } }')).toEqual({
    kind: 'failed',
    reason: 'the planner process ended with SIGABRT',
  });
  expect(ask(-1, '{ product { weight } }')).toEqual({ kind: 'forgotten' });
  expect(load()).toEqual({ kind: 'loaded' });
  expect(ask(-1, '{ product { weight } }')).toMatchObject({ kind: 'planned' });
});

test('an operation that the native planner plans without end is answered all the same, and so is the next', async () => {
  const cat = { own: { serial: '1' } };
  const own = 'type Own @shareable { serial: ID! }';
  const gateway = createTestGateway({
    links: {
      sdl: `type Query { cats: [Cat!]! } type Cat @key(fields: "own { serial }") { own: Own! @shareable } ${own}`,
      resolvers: { Query: { cats: () => [cat] } },
    },
    prices: {
      sdl: `type Query { dogs: Int }
        type Cat @key(fields: "code") @key(fields: "own { serial }") { code: ID! own: Own! @shareable price: Int } ${own}`,
      resolvers: { Cat: { code: () => 'c', price: () => 3 } },
    },
    ranks: {
      sdl: `type Cat @key(fields: "code") @key(fields: "own { serial }") { code: ID! own: Own! @shareable rank: Int } ${own}`,
      resolvers: { Cat: { code: () => 'c', rank: () => 2 } },
    },
  });
  expect(await gateway.ask('{ cats { rank price again: rank } }')).toEqual({
    data: { cats: [{ rank: 2, price: 3, again: 2 }] },
  });
  expect(await gateway.ask('{ cats { price } }')).toEqual({ data: { cats: [{ price: 3 }] } });
});
