import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createApolloPlanner } from './apollo-planner.ts';
import { compileOperation } from './compile-operation.ts';
import { createPlanner } from './create-planner.ts';
import { createExecutionSchema } from './execution-schema.ts';
import { mergeParallelFetches } from './merge-parallel-fetches.ts';
import type { EntityFetch } from './plan-types.ts';
import { estimatePlan, printPlan } from './print-plan.ts';
import { subscribe } from './subscribe.ts';
import { createTestGateway } from './test-gateway.ts';

const createGateway = () =>
  createTestGateway({
    users: {
      sdl: `type Query { users: [User!] } type Subscription { joined: User }
        type User @key(fields: "id") { id: ID! friend: User }`,
      resolvers: { Query: { users: () => [{ id: '1', friend: { id: '2' } }] } },
    },
    names: {
      sdl: `type User @key(fields: "id") { id: ID! name: String }`,
      resolvers: { User: { name: ({ id }: { id: string }) => `User ${id}` } },
    },
  });

const variantOf = (query: string, { schema, planner } = createGateway()) =>
  compileOperation(schema, planner, parse(query)).variantFor({});

const fetchAt = (path: string[], fragment: string): EntityFetch => ({
  kind: 'EntityFetch',
  serviceName: 'names',
  operation: `query ($representations: [_Any!]!, $max: Int) { _entities(representations: $representations) { ...f } } fragment f on User { ${fragment} }`,
  operationKind: 'query',
  variableUsages: ['max'],
  targets: [
    {
      alias: '_entities',
      representationsVariable: 'representations',
      paths: [path],
      requires: [],
      inputRewrites: [],
      outputRewrites: [],
    },
  ],
});

describe('parallel fetches of entities', () => {
  it('from one subgraph become one request, each part under its own names', () => {
    const [merged, ...others] = mergeParallelFetches([fetchAt(['a'], 'name(max: $max)'), fetchAt(['b'], 'id')]);
    expect(others).toEqual([]);
    if (merged?.kind !== 'EntityFetch') throw new Error('No fetch of entities.');
    expect(merged.targets.map((target) => [target.alias, target.representationsVariable, target.paths])).toEqual([
      ['_entities_0', 'representations_0', [['a']]],
      ['_entities_1', 'representations_1', [['b']]],
    ]);
    expect(merged.operation.replaceAll(/\s+/g, ' ').trim()).toBe(
      'query ($representations_0: [_Any!]!, $max: Int, $representations_1: [_Any!]!) ' +
        '{ _entities_0: _entities(representations: $representations_0) { ...f_0 } ' +
        '_entities_1: _entities(representations: $representations_1) { ...f_1 } } ' +
        'fragment f_0 on User { name(max: $max) } fragment f_1 on User { id }',
    );
  });

  it('from several subgraphs stay apart', () => {
    const fetches = [fetchAt(['a'], 'name'), { ...fetchAt(['b'], 'id'), serviceName: 'other' }];
    expect(mergeParallelFetches(fetches)).toEqual(fetches);
  });
});

describe('a plan', () => {
  it('is printed with its requests and an estimate of its entities', () => {
    const { plan } = variantOf('{ users { name friend { name } } }');
    expect(estimatePlan(plan)).toEqual({ rounds: 2, requests: 2, entities: 20 });
    const lines = printPlan(plan).split('\n');
    expect(lines[0]).toBe('2 subgraph requests in 2 rounds, up to 20 entities');
    expect(lines).toContainEqual(expect.stringContaining('Fetch names: '));
    expect(lines).toContainEqual(expect.stringContaining('users.@.friend'));
  });

  it.each([
    ['alone', '{ users { name } }'],
    ['beside others', '{ users { id name friend { id } } }'],
  ])('is refused for a field that no subgraph can be asked for, %s, instead of a silent null', async (_, query) => {
    const composed = createGateway().schema.supergraphSdl;
    const broken = composed.replace(/(graph: NAMES, key: "id")/, '$1, resolvable: false');
    expect(broken).not.toBe(composed);
    const schema = createExecutionSchema(broken);
    const planner = createPlanner(schema, { labels: new Set(), percentage: 100 }, expect.unreachable);
    expect(() => compileOperation(schema, planner, parse(query)).variantFor({})).toThrow(
      'no way leads through the subgraphs',
    );
  });

  it("carries the subgraphs' own directives to them", () => {
    const gateway = createTestGateway({
      users: { sdl: 'directive @upper(if: Boolean) on FIELD type Query { me: String }' },
    });
    const { plan } = variantOf('query ($loud: Boolean) { me @upper(if: $loud) }', gateway);
    expect(plan.node).toMatchObject({ operation: expect.stringMatching(/me\s*@upper\(if:\s*\$loud\)/) as string });
  });

  it('is made by the native planner where there is one', async () => {
    const { schema } = createGateway();
    const warnings: string[] = [];
    const overrides = { labels: new Set<string>(), percentage: 100 };
    const planner = createPlanner(schema, overrides, (message) => warnings.push(message));
    const { plan } = variantOf('{ users { name friend { name } } }', { ...createGateway(), schema, planner });
    expect(warnings).toEqual([]);
    expect(estimatePlan(plan).requests).toBe(2);
  });

  it('may come from any planner', () => {
    const gateway = createGateway();
    const planner = createApolloPlanner(gateway.schema.supergraphSdl, { labels: new Set(), percentage: 100 });
    const { plan } = variantOf('{ users { name friend { name } } }', { ...gateway, planner });
    expect(estimatePlan(plan).entities).toBe(20);
  });
});

describe('a subscription', () => {
  it('completes each event with the fields of other subgraphs', async () => {
    const { schema, planner, fetch } = createGateway();
    const compiled = compileOperation(schema, planner, parse('subscription { who: joined { id name } }'));
    const { signal } = new AbortController();
    const opened: string[] = [];
    const open = async function* ({ serviceName }: { serviceName: string }) {
      opened.push(serviceName);
      yield { data: { who: { __typename: 'User', id: '7' } } };
      yield { data: { who: null }, errors: [{ message: 'gone', path: ['who'] }] };
    };
    const bodies: unknown[] = [];
    for await (const { body } of subscribe(compiled, { fetch, signal, open })) bodies.push(JSON.parse(body));
    expect(opened).toEqual(['users']);
    expect(bodies).toEqual([
      { data: { who: { id: '7', name: 'User 7' } } },
      { data: { who: null }, errors: [expect.objectContaining({ message: 'gone', path: ['who'] })] },
    ]);
  });
});
