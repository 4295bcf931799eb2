import { expect, test } from 'vitest';
import { createTestGateway } from './test-gateway.ts';

const orders = [
  { number: 1, part: null },
  { number: 2, part: 'a' },
  { number: null, part: null },
];

const gateway = () =>
  createTestGateway({
    orders: {
      sdl: 'type Query { orders: [Order!]! } type Order @key(fields: "number part") { number: Int part: String }',
      resolvers: { Query: { orders: () => orders } },
    },
    totals: {
      sdl: 'type Order @key(fields: "number part") { number: Int part: String total: String }',
      resolvers: {
        Order: { total: ({ number, part }: (typeof orders)[number]) => `${number ?? 'none'}/${part ?? 'none'}` },
      },
    },
  });

test('an entity is found by a compound key of which a part is null, and not by one that is all null', async () => {
  const shop = gateway();
  expect(await shop.ask('{ orders { total } }')).toEqual({
    data: { orders: [{ total: '1/none' }, { total: '2/a' }, { total: null }] },
  });
  expect(shop.requests[1]?.variables['representations']).toEqual([
    { __typename: 'Order', number: 1, part: null },
    { __typename: 'Order', number: 2, part: 'a' },
  ]);
});
