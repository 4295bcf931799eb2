import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { compose, startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { ask, holdCalls, mergeParts, parseParts } from '../../support/multipart-client.ts';
import { answerWell, startScriptedSubgraph } from '../../support/scripted-subgraph.ts';
import type { ScriptedSubgraph } from '../../support/scripted-subgraph.ts';

const PEOPLE = ['1', '2', '3'].map((id) => ({ id, name: `Person ${id}`, friend: { id: '1', name: 'Person 1' } }));

let people: ScriptedSubgraph;
let pay: ScriptedSubgraph;
let gateway: TestGateway;
let hired = 0;

beforeAll(async () => {
  people = await startScriptedSubgraph(
    'people',
    `type Query { people: [Person!]! person(id: ID!): Person nobody: Person }
     type Mutation { hire(name: String!): Person! }
     type Person @key(fields: "id") { id: ID! name: String! friend: Person! }`,
    {
      Query: {
        people: () => PEOPLE,
        person: (_: unknown, { id }: { id: string }) => PEOPLE.find((one) => one.id === id),
      },
      Mutation: { hire: (_: unknown, { name }: { name: string }) => ({ id: String(9 + ++hired), name }) },
    },
  );
  pay = await startScriptedSubgraph(
    'pay',
    `type Person @key(fields: "id") { id: ID! salary: Salary! bonus: Int broken: Int! }
     type Salary { amount: Int! currency: String! }`,
    {
      Person: {
        salary: ({ id }: { id: string }) => ({ amount: Number(id) * 1_000, currency: 'EUR' }),
        bonus: ({ id }: { id: string }) => (id === '2' ? null : Number(id)),
        broken: ({ id }: { id: string }) => {
          if (id === '2') throw new Error('password=hunter2');
          return 1;
        },
      },
    },
  );
  gateway = await startTestGateway(compose([people, pay]));
});
afterEach(() => {
  people.follow(answerWell);
  pay.follow(answerWell);
});
afterAll(async () => {
  await gateway.close();
  await people.close();
  await pay.close();
});

/** As docs/defer.md shows it. */
const createApolloClient = (): ApolloClient =>
  new ApolloClient({
    link: new HttpLink({ uri: `${gateway.url}/graphql` }),
    cache: new InMemoryCache(),
    incrementalHandler: new Defer20220824Handler(),
  });

describe('an operation with @defer', () => {
  const QUERY = '{ person(id: "2") { name ... @defer(label: "pay") { salary { amount } } } }';

  test('is answered in parts, the first while the fetches of the others still run', async () => {
    const release = holdCalls(pay);
    const answer = await ask(gateway.url, QUERY);
    const first = await answer.read('\r\n---\r\n');
    expect(first).toBe(
      '\r\n---\r\ncontent-type: application/json; charset=utf-8\r\n\r\n{"data":{"person":{"name":"Person 2"}},"hasNext":true}\r\n---\r\n',
    );
    release();
    expect(await answer.readAll()).toBe(
      'content-type: application/json; charset=utf-8\r\n\r\n' +
        '{"incremental":[{"data":{"salary":{"amount":2000}},"path":["person"],"label":"pay"}],"hasNext":false}\r\n-----\r\n',
    );
    expect(answer.status).toBe(200);
    expect(answer.contentType).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
  });

  test.each([
    ['does not accept parts', 'application/json'],
    ['names no format', '*/*'],
    ['likes JSON better', 'application/json, multipart/mixed;deferSpec=20220824;q=0.5'],
    ['accepts another format of parts', 'multipart/mixed;deferSpec=20990101, application/json;q=0.9'],
  ])('is answered whole to a client that %s', async (_what, accept) => {
    const answer = await ask(gateway.url, QUERY, { accept });
    expect(answer.contentType).toBe('application/json; charset=utf-8');
    expect(JSON.parse(await answer.readAll())).toEqual({
      data: { person: { name: 'Person 2', salary: { amount: 2_000 } } },
    });
  });

  test.each([
    ['application/json, multipart/mixed;deferSpec=20220824'],
    ['multipart/mixed;deferSpec=20220824'],
    ['multipart/mixed, multipart/mixed;incrementalSpec=v0.2, multipart/mixed;deferSpec=20220824'],
  ])('is answered in parts with Accept: %s', async (accept) => {
    const answer = await ask(gateway.url, QUERY, { accept });
    expect(answer.contentType).toContain('deferSpec=20220824');
    expect(parseParts(await answer.readAll())).toHaveLength(2);
  });

  test('is answered whole in JSON when its condition is false, whatever the client accepts', async () => {
    const query = 'query ($later: Boolean!) { person(id: "1") { name ... @defer(if: $later) { bonus } } }';
    const answer = await ask(gateway.url, query, {
      accept: 'multipart/mixed;deferSpec=20220824',
      variables: { later: false },
    });
    expect([answer.status, answer.contentType]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(await answer.readAll())).toEqual({ data: { person: { name: 'Person 1', bonus: 1 } } });
  });

  test.each([
    ['does not fit the schema', '{ people { ... @defer { unknown } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['misuses @defer', '{ people @defer { name } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['is over a limit', `{ people { ... @defer { ${'a: name '.repeat(3_000)} } } }`, 'QUERY_TOO_COMPLEX'],
    ['has impossible variables', 'query ($id: ID!) { person(id: $id) { ... @defer { name } } }', 'BAD_USER_INPUT'],
  ])('that %s is refused with one plain answer', async (_what, query, code) => {
    const answer = await ask(gateway.url, query, { accept: 'multipart/mixed;deferSpec=20220824' });
    expect([answer.status, answer.contentType]).toEqual([400, 'application/json; charset=utf-8']);
    expect(JSON.parse(await answer.readAll())).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test('does what a mutation does once, and brings what is deferred of it after it', async () => {
    const before = hired;
    const answer = await ask(gateway.url, 'mutation { hire(name: "Ann") { name ... @defer { salary { amount } } } }');
    expect(parseParts(await answer.readAll())).toEqual([
      { data: { hire: { name: 'Ann' } }, hasNext: true },
      { incremental: [{ data: { salary: { amount: 10_000 } }, path: ['hire'] }], hasNext: false },
    ]);
    expect(hired - before).toBe(1);
  });

  test('keeps the directive to itself: introspection shows it, and no subgraph is sent it', async () => {
    const { body } = await gateway.ask('{ __schema { directives { name } } }');
    expect(body.data?.['__schema']).toMatchObject({ directives: expect.arrayContaining([{ name: 'defer' }]) as [] });
    await (await ask(gateway.url, QUERY)).readAll();
    expect([...people.calls, ...pay.calls].filter(({ query }) => query.includes('defer'))).toEqual([]);
  });
});

describe('what goes wrong in a deferred part', () => {
  test('is told in that part, masked, and takes no more along than its own fragment', async () => {
    const answer = await ask(gateway.url, '{ people { id ... @defer(label: "a") { broken } ... @defer { bonus } } }');
    const text = await answer.readAll();
    const [first, ...later] = parseParts(text);
    expect(first).toEqual({ data: { people: [{ id: '1' }, { id: '2' }, { id: '3' }] }, hasNext: true });
    const payloads = later.flatMap(({ incremental = [] }) => incremental);
    expect(payloads.filter(({ label }) => label === 'a')).toEqual([
      { data: { broken: 1 }, path: ['people', 0], label: 'a' },
      {
        data: null,
        path: ['people', 1],
        label: 'a',
        errors: [
          expect.objectContaining({
            path: ['people', 1, 'broken'],
            extensions: expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR', service: 'pay' }) as object,
          }),
        ],
      },
      { data: { broken: 1 }, path: ['people', 2], label: 'a' },
    ]);
    expect(payloads.filter(({ label }) => label === undefined).map(({ data }) => data)).toEqual([
      { bonus: 1 },
      { bonus: null },
      { bonus: 3 },
    ]);
    expect(text).not.toContain('hunter2');
  });

  test('leaves the rest intact when a whole subgraph is away', async () => {
    await pay.refuse();
    const answer = await ask(
      gateway.url,
      '{ person(id: "1") { name ... @defer { bonus } ... @defer { friend { name } } } }',
    );
    const parts = parseParts(await answer.readAll());
    await pay.listen();
    expect(parts[0]).toEqual({ data: { person: { name: 'Person 1' } }, hasNext: true });
    const payloads = parts.flatMap(({ incremental = [] }) => incremental);
    expect(payloads).toHaveLength(2);
    expect(payloads).toContainEqual({ data: { friend: { name: 'Person 1' } }, path: ['person'] });
    expect(payloads).toContainEqual({
      data: { bonus: null },
      path: ['person'],
      errors: [
        expect.objectContaining({
          path: ['person', 'bonus'],
          extensions: expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', service: 'pay' }) as object,
        }),
      ],
    });
  });

  test('ends the answer at the deadline, with the error in the part that is late', async () => {
    const hasty = await startTestGateway(compose([people, pay]), { OPERATION_TIMEOUT_MS: '2000' });
    const release = holdCalls(pay);
    const answer = await ask(hasty.url, '{ person(id: "3") { name ... @defer { bonus } } }');
    const parts = parseParts(await answer.readAll());
    release();
    await hasty.close();
    expect(parts).toMatchObject([
      { data: { person: { name: 'Person 3' } }, hasNext: true },
      {
        incremental: [
          { data: { bonus: null }, path: ['person'], errors: [{ extensions: { code: 'UPSTREAM_TIMEOUT' } }] },
        ],
        hasNext: false,
      },
    ]);
  });

  test('does not keep subgraphs busy for a client that has gone', async () => {
    holdCalls(pay);
    const called = pay.nextCall();
    const answer = await ask(gateway.url, '{ person(id: "3") { name ... @defer { salary { currency } } } }');
    await answer.read('\r\n---\r\n');
    const { response } = await called;
    const ended = new Promise((resolve) => response.once('close', resolve));
    answer.leave();
    await ended;
    expect(response.writableEnded).toBe(false);
  });
});

const OPERATIONS = [
  ['on the root', '{ people { name } ... @defer { person(id: "2") { name bonus } } }'],
  ['with nothing before it', '{ ... @defer { people { name } } }'],
  ['on a list', '{ people { id ... @defer { salary { amount } } } }'],
  [
    'in a named fragment',
    '{ people { id ...Pay @defer } } fragment Pay on Person { salary { amount currency } bonus }',
  ],
  [
    'within another',
    '{ people { id ... @defer { friend { id ... @defer(label: "inner") { name salary { amount } } } bonus } } }',
  ],
  [
    'beside one that asks for more of the same object',
    '{ person(id: "1") { salary { amount } ... @defer { salary { currency } friend { id } } ... @defer { friend { bonus } } } }',
  ],
  [
    'on aliases and fields with arguments',
    '{ a: person(id: "1") { n: name ... @defer { pay: salary { a: amount } } } b: person(id: "3") { name: id ... @defer { id: name } } }',
  ],
  ['on nothing', '{ nobody { id ... @defer { name bonus } } people { id } }'],
  [
    'on what is there twice',
    'query ($skip: Boolean = true) { people { name ... @defer { name bonus @skip(if: $skip) friend { name } } } }',
  ],
  ['on __typename', '{ people { ... @defer { __typename friend { __typename bonus } } } ... @defer { __typename } }'],
] as const;

describe.each(OPERATIONS)('a part %s', (_where, query) => {
  test('adds to the others what the whole answer holds', async () => {
    const parts = parseParts(await (await ask(gateway.url, query)).readAll());
    const { body: whole } = await gateway.ask(query);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ hasNext }) => hasNext)).toEqual([...parts.slice(1).map(() => true), false]);
    expect(mergeParts(parts)).toEqual(whole);
  });

  test('reaches Apollo Client, whose result grows to the answer without @defer', async () => {
    const client = createApolloClient();
    const options = { fetchPolicy: 'no-cache' } as const;
    const { data } = await client.query({ query: gql(query), ...options });
    const whole = await client.query({ query: gql(query.replaceAll(/@defer(\(.*?\))?/g, '')), ...options });
    client.stop();
    expect(data).toEqual(whole.data);
  });
});

test('Apollo Client shows the first part while the second is on its way', async () => {
  const client = createApolloClient();
  const release = holdCalls(pay);
  const seen: unknown[] = [];
  const query = gql('{ person(id: "2") { id name ... @defer { salary { amount } } } }');
  await new Promise<void>((resolve, reject) => {
    client.watchQuery({ query }).subscribe({
      next: ({ data, dataState }) => {
        seen.push([dataState, data]);
        if (dataState === 'streaming') release();
        if (dataState === 'complete') resolve();
      },
      error: reject,
    });
  });
  client.stop();
  const person = { __typename: 'Person', id: '2', name: 'Person 2' };
  expect(seen).toEqual([
    ['empty', undefined],
    ['streaming', { person }],
    ['complete', { person: { ...person, salary: { __typename: 'Salary', amount: 2_000 } } }],
  ]);
});
