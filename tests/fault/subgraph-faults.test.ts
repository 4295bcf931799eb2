import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compose, startTestGateway, startTestSubgraph } from '../support/gateway.ts';
import type { Answer, TestGateway, TestSubgraph } from '../support/gateway.ts';
import { answerWell, startScriptedSubgraph } from '../support/scripted-subgraph.ts';
import type { Script, ScriptedSubgraph } from '../support/scripted-subgraph.ts';
import { overEventStream, until } from '../support/stream-clients.ts';
import { drip, FAULTS, hang, MEGABYTE, SECRET, sendHuge, WRONG_ENTITY_COUNT } from '../support/subgraph-faults.ts';

const MEMORY_LIMIT_BYTES = 50 * MEGABYTE;
/** So high that neither breaker nor budget has a say, where a test is about something else. */
const UNGUARDED = { breaker: { minimumRequests: 1_000_000 }, retry: { budgetFloor: 1_000_000, maxDelayMs: 1 } };
const SHORT_MS = 250;
const LONG_MS = 60_000;

let steady: TestSubgraph;
let scripted: ScriptedSubgraph;
const gateways: TestGateway[] = [];

beforeAll(async () => {
  steady = await startTestSubgraph(
    'steady',
    `type Query { greeting: String! product: Product! }
     type Product @key(fields: "id") { id: ID! name: String! }`,
    { Query: { greeting: () => 'hello', product: () => ({ id: '1', name: 'chair' }) } },
  );
});
afterAll(() => steady.close());
beforeEach(async () => {
  scripted = await startScriptedSubgraph(
    'scripted',
    `type Query { note(about: Int): String }
     type Mutation { restock: Int }
     type Subscription { noted: String }
     type Product @key(fields: "id") { id: ID! stock: Int }`,
    {
      Query: { note: () => 'a note' },
      Mutation: { restock: () => 8 },
      Product: { __resolveReference: ({ id }: { id: string }) => ({ id, stock: 7 }) },
    },
  );
});
afterEach(async () => {
  await scripted.close();
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
});

/** A gateway before the two subgraphs, with a policy for the scripted one. */
async function startGateway(policy: object = {}, operationTimeoutMs = LONG_MS): Promise<TestGateway> {
  const gateway = await startTestGateway(compose([steady, scripted]), {
    SUBGRAPH_POLICIES: JSON.stringify({ scripted: policy }),
    OPERATION_TIMEOUT_MS: String(operationTimeoutMs),
  });
  gateways.push(gateway);
  return gateway;
}

/** Requests at the same time that no two have alike, or the gateway would send the subgraph one for all. */
const askApart = (gateway: TestGateway, fields: string, count: number): Promise<Answer>[] =>
  Array.from({ length: count }, (_, about) =>
    gateway.ask(`query ($about: Int) { ${fields} note(about: $about) }`, { variables: { about } }),
  );
const errorsOf = ({ body }: Answer) =>
  body.errors?.map(({ extensions: { code, service } }) => `${String(code)} of ${String(service)}`) ?? [];
const outagesIn = (gateway: TestGateway): number => gateway.logs().split('a subgraph request failed').length - 1;

const fail: Script = ({ response }) => void response.writeHead(503).end(SECRET);

const POSITIONS = [
  {
    position: 'a root fetch',
    query: '{ greeting note }',
    whole: { greeting: 'hello', note: 'a note' },
    partial: { greeting: 'hello', note: null },
    faults: FAULTS,
  },
  {
    position: 'an entity fetch',
    query: '{ greeting product { id name stock } }',
    whole: { greeting: 'hello', product: { id: '1', name: 'chair', stock: 7 } },
    partial: { greeting: 'hello', product: { id: '1', name: 'chair', stock: null } },
    faults: [...FAULTS, WRONG_ENTITY_COUNT],
  },
];

describe.each(POSITIONS)('a fault in $position leaves its field null and the rest intact:', (position) => {
  const { query, whole, partial, faults } = position;

  test.each(faults)('$name', async ({ script, code, attempts, reason }) => {
    const gateway = await startGateway({ ...UNGUARDED, timeoutMs: SHORT_MS });
    expect((await gateway.ask(query)).body).toEqual({ data: whole });
    if (script) scripted.follow(script);
    else await scripted.refuse();
    const answer = await gateway.ask(query);

    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual(partial);
    expect(errorsOf(answer)).toEqual([`${code} of scripted`]);
    expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|127\.0\.0\.1|UND_ERR|ECONN/);
    expect(gateway.logs()).toMatch(reason);
    expect(outagesIn(gateway)).toBe(attempts);
    expect(scripted.calls.length).toBe(1 + (script ? attempts : 0));

    if (script) scripted.follow(answerWell);
    else await scripted.listen();
    expect((await gateway.ask(query)).body).toEqual({ data: whole });
  });
});

describe('time', () => {
  const QUERY = '{ greeting note }';

  test('a slow answer is waited for when the policy gives it time', async () => {
    const gateway = await startGateway({ timeoutMs: LONG_MS });
    scripted.follow(drip);
    expect((await gateway.ask(QUERY)).body.data).toEqual({ greeting: 'hello', note: 'a note' });
    expect(scripted.calls.length).toBe(1);
  });

  test('the deadline of the operation ends a call whatever its policy, and no retry follows', async () => {
    const gateway = await startGateway({ timeoutMs: LONG_MS }, SHORT_MS);
    scripted.follow(hang);
    const answer = await gateway.ask(QUERY);
    expect(answer.body.data).toEqual({ greeting: 'hello', note: null });
    expect(errorsOf(answer)).toEqual(['UPSTREAM_TIMEOUT of scripted']);
    expect(scripted.calls.length).toBe(1);
  });

  test('the subgraph is told how long the gateway still waits', async () => {
    const gateway = await startGateway({ ...UNGUARDED, timeoutMs: SHORT_MS }, LONG_MS);
    scripted.follow(fail);
    await gateway.ask(QUERY);
    expect(scripted.calls.map(({ headers }) => headers['x-deadline-ms'])).toEqual([`${SHORT_MS}`, `${SHORT_MS}`]);

    const hurried = await startGateway({ timeoutMs: LONG_MS }, SHORT_MS);
    await hurried.ask(QUERY);
    expect(Number(scripted.calls.at(-1)?.headers['x-deadline-ms'])).toBeLessThanOrEqual(SHORT_MS);
  });

  test('a call that waits for a socket ends in time too, and later ones are served', async () => {
    const gateway = await startGateway({ ...UNGUARDED, timeoutMs: SHORT_MS, sockets: 1 });
    scripted.follow(hang);
    const answers = await Promise.all(askApart(gateway, 'greeting', 5));
    for (const answer of answers) expect(errorsOf(answer)).toEqual(['UPSTREAM_TIMEOUT of scripted']);
    expect(scripted.calls.length).toBeLessThan(10);
    scripted.follow(answerWell);
    expect((await gateway.ask(QUERY)).body.data).toEqual({ greeting: 'hello', note: 'a note' });
  });
});

test('a subgraph is never asked more at once than it may have sockets, and the rest wait their turn', async () => {
  const gateway = await startGateway({ sockets: 4 });
  scripted.follow(hang);
  const answers = askApart(gateway, '', 12);
  while (scripted.calls.length < 4) await scripted.nextCall();
  for (let i = 0; i < 20; i++) await gateway.ask('{ greeting }');
  expect(scripted.calls.length).toBe(4);
  scripted.follow(answerWell);
  for (const call of scripted.calls.slice(0, 4)) answerWell(call);
  for (const { body } of await Promise.all(answers)) expect(body).toEqual({ data: { note: 'a note' } });
});

describe('a client that goes away', () => {
  test('takes its calls to subgraphs with it, and they are not repeated', async () => {
    const gateway = await startGateway({ ...UNGUARDED, timeoutMs: LONG_MS });
    scripted.follow(hang);
    const arrived = scripted.nextCall();
    const client = new AbortController();
    const leaving = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ note }"}',
      signal: client.signal,
    }).catch((error: Error) => error.name);
    const { response } = await arrived;
    client.abort();
    expect(await leaving).toBe('AbortError');
    for (let asked = 0; !response.closed && asked < 100; asked++) await gateway.ask('{ greeting }');
    expect(response.closed).toBe(true);
    expect(response.writableFinished).toBe(false);
    expect(scripted.calls.length).toBe(1);
    expect(outagesIn(gateway)).toBe(0);
  });
});

describe('an answer of 200 MB', () => {
  /** How far memory grew, and how much of the answer was sent, until the gateway had answered. */
  async function measure(answerLimitBytes: number) {
    const gateway = await startGateway({ answerLimitBytes });
    await gateway.ask('{ note }');
    let sentBytes = 0;
    let grownBytes = 0;
    const before = process.memoryUsage();
    scripted.follow((call) =>
      sendHuge(call, (bytes) => {
        sentBytes = bytes;
        const { rss, arrayBuffers } = process.memoryUsage();
        grownBytes = Math.max(grownBytes, rss - before.rss, arrayBuffers - before.arrayBuffers);
      }),
    );
    const answer = await gateway.ask('{ greeting note }');
    return { answer, sentBytes, grownBytes };
  }

  test('is refused at 10 MB, with little memory used', async () => {
    const { answer, sentBytes, grownBytes } = await measure(10 * MEGABYTE);
    expect(errorsOf(answer)).toEqual(['UPSTREAM_UNAVAILABLE of scripted']);
    expect(sentBytes).toBeLessThan(30 * MEGABYTE);
    expect(grownBytes).toBeLessThan(MEMORY_LIMIT_BYTES);
  });

  test('uses more memory under a higher limit, so the measurement can fail', async () => {
    const { sentBytes, grownBytes } = await measure(100 * MEGABYTE);
    expect(sentBytes).toBeGreaterThan(90 * MEGABYTE);
    expect(grownBytes).toBeGreaterThan(MEMORY_LIMIT_BYTES);
  });

  test('is refused when it comes compressed, which it was not asked to', async () => {
    const gateway = await startGateway();
    const bomb = gzipSync(Buffer.alloc(20 * MEGABYTE, ' '));
    scripted.follow(({ response }) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect(errorsOf(await gateway.ask('{ note }'))).toEqual(['UPSTREAM_UNAVAILABLE of scripted']);
    expect(gateway.logs()).toContain('the answer is compressed, unasked');
    expect(scripted.calls[0]?.headers['accept-encoding']).toBe('identity');
  });
});

describe('an answer with an error status', () => {
  test.each([400, 500, 503])('%i is used when it is a GraphQL answer', async (status) => {
    const gateway = await startGateway(UNGUARDED);
    const errors = [{ message: 'There is no such note.', extensions: { code: 'NOT_FOUND' } }];
    scripted.follow(({ response }) => void response.writeHead(status).end(JSON.stringify({ errors })));
    const answer = await gateway.ask('{ greeting note }');
    expect(answer.body.data).toEqual({ greeting: 'hello', note: null });
    expect(errorsOf(answer)).toEqual(['NOT_FOUND of scripted']);
    expect(answer.body.errors?.[0]?.message).toBe('There is no such note.');
  });
});

describe('a retry', () => {
  test.each([502, 503, 504])('a query that meets a %i is sent once more, and served', async (status) => {
    const gateway = await startGateway();
    scripted.follow(({ response }) => {
      scripted.follow(answerWell);
      response.writeHead(status).end(SECRET);
    });
    expect((await gateway.ask('{ note }')).body).toEqual({ data: { note: 'a note' } });
    expect(scripted.calls.length).toBe(2);
  });

  test('a query is sent twice at most', async () => {
    const gateway = await startGateway(UNGUARDED);
    scripted.follow(fail);
    expect(errorsOf(await gateway.ask('{ note }'))).toEqual(['UPSTREAM_UNAVAILABLE of scripted']);
    expect(scripted.calls.length).toBe(2);
  });

  test.each([
    ['answers 503', fail],
    ['hangs up', ({ response }) => void response.destroy()],
    ['hangs', hang],
  ] satisfies [string, Script][])('a mutation is never repeated when the subgraph %s', async (_what, script) => {
    const gateway = await startGateway({ ...UNGUARDED, timeoutMs: SHORT_MS });
    scripted.follow(script);
    expect((await gateway.ask('mutation { restock }')).body.data).toEqual({ restock: null });
    expect(scripted.calls.length).toBe(1);
  });

  const askOften = async (gateway: TestGateway, times: number): Promise<void> => {
    for (let i = 0; i < times; i++) await gateway.ask('{ note }');
  };

  test('a subgraph that fails 100 requests gets a fifth more, not twice as many', async () => {
    const { breaker } = UNGUARDED;
    const gateway = await startGateway({ breaker, retry: { maxDelayMs: 1 } });
    scripted.follow(fail);
    await askOften(gateway, 100);
    expect(scripted.calls.length).toBeGreaterThan(100);
    expect(scripted.calls.length).toBeLessThanOrEqual(120);
  });

  test('without the budget it gets twice as many', async () => {
    const gateway = await startGateway(UNGUARDED);
    scripted.follow(fail);
    await askOften(gateway, 100);
    expect(scripted.calls.length).toBe(200);
  });
});

describe('the circuit breaker', () => {
  const ONCE = { budgetRatio: 0, budgetFloor: 0 };
  const ask = async (gateway: TestGateway, times: number): Promise<string[]> =>
    (await Promise.all(askApart(gateway, 'greeting', times))).flatMap(errorsOf);

  test('after 20 failures nothing more is sent, while the rest of each answer is served', async () => {
    const gateway = await startGateway({ retry: ONCE, breaker: { openMs: LONG_MS } });
    scripted.follow(fail);
    for (let i = 0; i < 20; i++) await gateway.ask('{ note }');
    expect(scripted.calls.length).toBe(20);
    scripted.follow(hang);
    const answer = await gateway.ask('{ greeting note }');
    expect(answer.body.data).toEqual({ greeting: 'hello', note: null });
    expect(await ask(gateway, 30)).toEqual(Array(30).fill('UPSTREAM_UNAVAILABLE of scripted'));
    expect(scripted.calls.length).toBe(20);
    expect(gateway.logs()).toContain('the circuit is open');
  });

  test('it counts event streams that do not open, and opens none meanwhile', async () => {
    const gateway = await startGateway({ retry: ONCE, breaker: { openMs: LONG_MS } });
    const subscribe = overEventStream(gateway.url);
    scripted.follow(fail);
    for (let i = 0; i < 21; i++) {
      const seen = subscribe({ query: 'subscription { noted }' });
      await until(() => seen.isComplete);
      expect(seen.events[0]?.errors?.[0]?.extensions?.['code']).toBe('UPSTREAM_UNAVAILABLE');
    }
    expect(scripted.calls.length).toBe(20);
    expect((await gateway.ask('{ note }')).body.errors?.[0]?.extensions['code']).toBe('UPSTREAM_UNAVAILABLE');
    expect(scripted.calls.length).toBe(20);
  });

  test('without it, every request reaches the failing subgraph', async () => {
    const gateway = await startGateway({ retry: ONCE, breaker: UNGUARDED.breaker });
    scripted.follow(fail);
    await ask(gateway, 50);
    expect(scripted.calls.length).toBe(50);
  });

  test('errors in a GraphQL answer do not open it', async () => {
    const gateway = await startGateway();
    const text = JSON.stringify({ data: { note: null }, errors: [{ message: 'no', path: ['note'] }] });
    scripted.follow(({ response }) => void response.end(text));
    await ask(gateway, 30);
    expect(scripted.calls.length).toBe(30);
  });

  test('then one request probes, and when it is answered all are served', async () => {
    const gateway = await startGateway({ timeoutMs: LONG_MS, retry: ONCE, breaker: { openMs: SHORT_MS } });
    scripted.follow(fail);
    for (let i = 0; i < 20; i++) await gateway.ask('{ note }');
    expect(scripted.calls.length).toBe(20);

    scripted.follow(hang);
    const arrived = scripted.nextCall();
    let isProbing = false;
    void arrived.then(() => (isProbing = true));
    const asked: Promise<Answer>[] = [];
    while (!isProbing) {
      asked.push(gateway.ask('{ note }'));
      await gateway.ask('{ greeting }');
    }
    expect(await ask(gateway, 10)).toEqual(Array(10).fill('UPSTREAM_UNAVAILABLE of scripted'));
    expect(scripted.calls.length).toBe(21);

    scripted.follow(answerWell);
    answerWell(await arrived);
    const answers = await Promise.all(asked);
    expect(answers.filter(({ body }) => body.errors === undefined).length).toBe(1);
    expect(await ask(gateway, 10)).toEqual([]);
    expect(scripted.calls.length).toBe(31);
    expect(gateway.logs()).toContain('the circuit is closed');
  });
});
