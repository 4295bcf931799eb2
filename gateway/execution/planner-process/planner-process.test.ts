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
    kind: 'ended',
    reason: 'the planner process ended with SIGABRT',
  });
  expect(ask(-1, '{ product { weight } }')).toEqual({ kind: 'forgotten' });
  expect(load()).toEqual({ kind: 'loaded' });
  expect(ask(-1, '{ product { weight } }')).toMatchObject({ kind: 'planned' });
});
