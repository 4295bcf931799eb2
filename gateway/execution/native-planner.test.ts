import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { createNativePlanner } from './native-planner.ts';
import { createTestGateway } from './test-gateway.ts';

test('an operation that the native planner plans without end is answered all the same, and no other waits for that planner soon after', async () => {
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

  const native = createNativePlanner(gateway.schema.supergraphSdl, { labels: new Set(), percentage: 0 });
  expect(() => native.plan(parse('{ cats { rank } }'))).toThrow('The native planner rests');
});
