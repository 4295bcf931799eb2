import { parse } from 'graphql';
import { expect, test } from 'vitest';
import type { Plan, RootFetch } from './plan-types.ts';
import { createCheckedPlanner } from './planner.ts';
import type { Planner } from './planner.ts';
import { createTestGateway } from './test-gateway.ts';

const { schema, planner } = createTestGateway({
  a: {
    sdl: `type Query { things: [Thing] } union Thing = Car | Boat
      type Car @key(fields: "id") { id: ID! parts: [Thing] } type Boat { id: ID parts: [Thing] }`,
  },
  b: { sdl: 'type Car @key(fields: "id", resolvable: false) { id: ID! } type Query { car: Car }' },
  c: { sdl: 'type Car @key(fields: "id") { id: ID! wheels: Int }' },
});

const rootFetch = (serviceName: string, operation: string): RootFetch => ({
  kind: 'RootFetch',
  serviceName,
  operation,
  operationKind: 'query',
  variableUsages: [],
  path: [],
  outputRewrites: [],
});

/** What is planned when the first planner makes this plan. */
function planAfter(plan: Plan, operation: string): Plan {
  const mistaken: Planner = { plan: () => plan };
  return createCheckedPlanner(schema, [() => mistaken, () => planner]).plan(parse(operation));
}

test('a plan that selects what the subgraph refuses to merge is not taken', () => {
  const operation = '{ things { __typename ... on Car { id } ... on Boat { id } } }';
  const plan = { node: rootFetch('a', operation) };
  expect(planAfter(plan, operation)).not.toEqual(plan);
});

test('a plan whose fields are of the same type for all types of objects is taken', () => {
  const operation =
    '{ things { __typename ... on Car { parts { __typename } } ... on Boat { parts { __typename } } } }';
  const plan = { node: rootFetch('a', operation) };
  expect(planAfter(plan, operation)).toEqual(plan);
});

test('a plan that asks a subgraph for entities that it cannot resolve is not taken', () => {
  const field = (name: string) => ({ kind: 'field', source: name, name }) as const;
  const target = {
    alias: '_entities',
    representationsVariable: 'representations',
    paths: [['car']],
    requires: [{ kind: 'fragment', type: 'Car', selections: [field('__typename'), field('id')] } as const],
    inputRewrites: [],
    outputRewrites: [],
  };
  const planAt = (serviceName: string): Plan => ({
    node: {
      kind: 'Sequence',
      nodes: [
        rootFetch('b', '{ car { __typename id } }'),
        {
          kind: 'EntityFetch',
          serviceName,
          operation:
            'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Car { wheels } } }',
          operationKind: 'query',
          variableUsages: [],
          targets: [target],
        },
      ],
    },
  });
  expect(planAfter(planAt('b'), '{ car { wheels } }')).not.toEqual(planAt('b'));
  expect(planAfter(planAt('c'), '{ car { wheels } }')).toEqual(planAt('c'));
});
