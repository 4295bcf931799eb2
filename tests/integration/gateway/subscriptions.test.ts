import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { print } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { Observable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { AppError } from '../../../lib/errors.ts';
import type { RequestScope } from '../../../lib/request-scope.ts';
import { createEventTopics } from '../../support/event-topics.ts';
import { compose, startTestGateway, startTestSubgraph, startTokenIssuer } from '../../support/gateway.ts';
import type { TestGateway, TestSubgraph, TokenIssuer } from '../../support/gateway.ts';
import { overEventStream, overWebSocket, until } from '../../support/stream-clients.ts';

const SECRET = 'password=hunter2 at /srv/app/db.ts';
const STREAM = { 'content-type': 'text/event-stream' };
const BIG = 'x'.repeat(100_000);
const TRANSPORTS = [
  ['event stream', overEventStream],
  ['WebSocket', overWebSocket],
] as const;

const topics = createEventTopics();
let floodedEvents = 0;
let floods = 0;

const EVENTS_SDL = `
  type Query { greeting: String! }
  type Mutation { shout(text: String!): String! }
  type Subscription {
    added(topic: String!): Thing!
    mine: String!
    count(to: Int!): Int!
    flood: String!
    refused: String!
  }
  type Thing @key(fields: "id") { id: ID! fragile: String }
`;

async function* count(to: number) {
  for (let i = 1; i <= to; i++) yield i;
}

async function* flood(signal: AbortSignal) {
  floods++;
  try {
    while (!signal.aborted) {
      floodedEvents++;
      yield BIG;
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    floods--;
  }
}

const follow = (topicOf: (args: { topic: string }, scope: RequestScope) => string) => ({
  subscribe: (_: unknown, args: { topic: string }, scope: RequestScope) =>
    topics.follow(topicOf(args, scope), scope.signal),
  resolve: (event: unknown) => event,
});

const EVENTS_RESOLVERS = {
  Query: { greeting: () => 'hello' },
  Mutation: { shout: (_: unknown, { text }: { text: string }) => text.toUpperCase() },
  Subscription: {
    added: follow(({ topic }) => topic),
    mine: follow((_args, { identity }) => `mine:${identity.id}`),
    count: { subscribe: (_: unknown, { to }: { to: number }) => count(to), resolve: (event: unknown) => event },
    flood: {
      subscribe: (_: unknown, _args: unknown, { signal }: RequestScope) => flood(signal),
      resolve: (event: unknown) => event,
    },
    refused: {
      subscribe: () => {
        throw new AppError('NOT_FOUND', 'There is no such thing.');
      },
    },
  },
  Thing: {
    fragile: () => {
      throw new Error(SECRET);
    },
  },
};

const startEvents = (): Promise<TestSubgraph> => startTestSubgraph('events', EVENTS_SDL, EVENTS_RESOLVERS);
const startNames = (extra = ''): Promise<TestSubgraph> =>
  startTestSubgraph(
    'names',
    `type Query { namesVersion: String! ${extra} } type Thing @key(fields: "id") { id: ID! name: String! }`,
    {
      Query: { namesVersion: () => '1' },
      Thing: {
        __resolveReference: ({ id }: { id: string }) => ({ id, name: `Thing ${id}` }),
      },
    },
  );

let events: TestSubgraph;
let names: TestSubgraph;
let issuer: TokenIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  events = await startEvents();
  names = await startNames();
  issuer = await startTokenIssuer();
  gateway = await startTestGateway(compose([events, names]), {
    JWKS_URL: issuer.jwksUrl,
    RATE_LIMIT_PER_MINUTE: '1000000',
    ANONYMOUS_RATE_LIMIT_PER_MINUTE: '1000000',
  });
});
afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await names.close();
  await events.close();
});

const ADDED = 'subscription ($topic: String!) { added(topic: $topic) { id name } }';
const added = (topic: string) => ({ query: ADDED, variables: { topic } });
const followed = (topic: string) => until(() => topics.followers(topic) > 0);
const unfollowed = (topic: string) => until(() => topics.followers(topic) === 0);
let topicNumber = 0;
const newTopic = (): string => `topic-${++topicNumber}`;

describe.each(TRANSPORTS)('over one %s, a subscription', (transport, connectTo) => {
  test('brings its events in order, each completed with fields of another subgraph', async () => {
    const topic = newTopic();
    const seen = connectTo(gateway.url)(added(topic));
    await followed(topic);
    for (const id of ['1', '2', '3']) topics.publish(topic, { id });
    await until(() => seen.events.length === 3);
    seen.stop();
    expect(seen.events).toEqual(['1', '2', '3'].map((id) => ({ data: { added: { id, name: `Thing ${id}` } } })));
  });

  test('completes when the subgraph has no more events', async () => {
    const seen = connectTo(gateway.url)({ query: 'subscription { count(to: 3) }' });
    await until(() => seen.isComplete);
    expect(seen.events.map(({ data }) => data?.['count'])).toEqual([1, 2, 3]);
  });

  test('may be one of several operations, with fragments and variables of any name', async () => {
    const query = `query Other { greeting }
      subscription Counting($__proto__: Int!) { ...Count }
      fragment Count on Subscription { reached: count(to: $__proto__) }`;
    const variables = JSON.parse('{ "__proto__": 2 }') as Record<string, unknown>;
    const seen = connectTo(gateway.url)({ query, variables, operationName: 'Counting' });
    await until(() => seen.isComplete);
    expect(seen.events).toEqual([{ data: { reached: 1 } }, { data: { reached: 2 } }]);
  });

  test('that its client ends is ended at the subgraph', async () => {
    const topic = newTopic();
    const seen = connectTo(gateway.url)(added(topic));
    await followed(topic);
    seen.stop();
    await unfollowed(topic);
  });

  test('shows the error of a field masked and in its place, and goes on', async () => {
    const topic = newTopic();
    const query = 'subscription ($topic: String!) { added(topic: $topic) { id fragile name } }';
    const seen = connectTo(gateway.url)({ query, variables: { topic } });
    await followed(topic);
    topics.publish(topic, { id: '1' });
    topics.publish(topic, { id: '2' });
    await until(() => seen.events.length === 2);
    seen.stop();
    expect(JSON.stringify(seen.events)).not.toContain('hunter2');
    expect(seen.events[1]).toMatchObject({
      data: { added: { id: '2', fragile: null, name: 'Thing 2' } },
      errors: [{ path: ['added', 'fragile'], extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'events' } }],
    });
  });

  test('that the subgraph refuses says so under its code', async () => {
    const seen = connectTo(gateway.url)({ query: 'subscription { refused }' });
    await until(() => seen.isComplete);
    expect(seen.events).toMatchObject([
      { errors: [{ message: 'There is no such thing.', extensions: { code: 'NOT_FOUND' } }] },
    ]);
  });

  test('whose events fail ends with one masked error', async () => {
    const topic = newTopic();
    const seen = connectTo(gateway.url)(added(topic));
    await followed(topic);
    topics.fail(topic, new Error(SECRET));
    await until(() => seen.isComplete);
    expect(seen.events).toHaveLength(1);
    expect(seen.events[0]?.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    expect(JSON.stringify(seen.events)).not.toContain('hunter2');
  });

  test('is told when its subgraph goes away: one error that may be retried, then the end', async () => {
    const fragile = await startEvents();
    const own = await startTestGateway(compose([fragile, names]));
    const topic = newTopic();
    const seen = connectTo(own.url)(added(topic));
    await followed(topic);
    await fragile.close();
    await until(() => seen.isComplete);
    await own.close();
    expect(seen.events).toMatchObject([
      { errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', service: 'events', retryable: true } }] },
    ]);
  });

  test('goes on when a new supergraph is swapped in, and new ones use the new one', async () => {
    const more = await startTestSubgraph('more', 'type Query { more: String! }', { Query: { more: () => 'more' } });
    const own = await startTestGateway(compose([events, names]), { ANONYMOUS_RATE_LIMIT_PER_MINUTE: '1000000' });
    const topic = newTopic();
    const seen = connectTo(own.url)(added(topic));
    await followed(topic);
    await own.writeSupergraph(
      compose([{ ...events, sdl: events.sdl.replace('mine: String!', 'mine: String! yours: String!') }, more]),
    );
    await until(async () => (await own.ask('{ more }')).status === 200);
    topics.publish(topic, { id: '7' });
    await until(() => seen.events.length === 1);
    expect(seen.events[0]?.data).toEqual({ added: { id: '7', name: 'Thing 7' } });

    const late = connectTo(own.url)(added(newTopic()));
    await until(() => late.error !== undefined || late.events.length > 0);
    expect(JSON.stringify(late.error ?? late.events)).toContain('Cannot query field \\"name\\"');
    seen.stop();
    await own.close();
    await more.close();
  });

  test('belongs to whoever asked: two accounts never see one another’s events', async () => {
    const [a, b] = await Promise.all([issuer.issue({ sub: 'a' }), issuer.issue({ sub: 'b' })]);
    const query = 'subscription { mine }';
    const seenByA = connectTo(gateway.url)({ query }, a);
    const seenByB = connectTo(gateway.url)({ query }, b);
    await followed('mine:a');
    await followed('mine:b');
    topics.publish('mine:a', 'for a');
    topics.publish('mine:b', 'for b');
    await until(() => seenByA.events.length === 1 && seenByB.events.length === 1);
    seenByA.stop();
    seenByB.stop();
    expect([seenByA.events, seenByB.events]).toEqual([[{ data: { mine: 'for a' } }], [{ data: { mine: 'for b' } }]]);
  });

  test('ends when its token expires, and says why', async () => {
    const topic = newTopic();
    const token = await issuer.issue({ sub: 'c' }, { expiresAt: new Date(Date.now() + 2_000) });
    const seen = connectTo(gateway.url)(added(topic), token);
    await followed(topic);
    await until(() => seen.isComplete || seen.error !== undefined);
    await unfollowed(topic);
    if (transport === 'WebSocket') expect(seen.error).toMatchObject({ code: 4403 });
    else expect(seen.events).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
    expect(JSON.stringify(seen.events.length > 0 ? seen.events : (seen.error as { reason: string }).reason)).toContain(
      'expired',
    );
  });

  test('beyond the account’s share is refused, and room is made by ending one', async () => {
    const own = await startTestGateway(compose([events, names]), {
      JWKS_URL: issuer.jwksUrl,
      SUBSCRIPTIONS_PER_IDENTITY: '2',
    });
    const [greedy, other] = await Promise.all([issuer.issue({ sub: 'greedy' }), issuer.issue({ sub: 'other' })]);
    const topic = newTopic();
    const first = connectTo(own.url)(added(topic), greedy);
    const second = connectTo(own.url)(added(topic), greedy);
    await until(() => topics.followers(topic) === 2);
    const third = connectTo(own.url)(added(topic), greedy);
    await until(() => third.error !== undefined || third.events.length > 0);
    expect(JSON.stringify(third.error ?? third.events)).toContain('LIMIT_EXCEEDED');

    const others = connectTo(own.url)(added(topic), other);
    await until(() => topics.followers(topic) === 3);
    first.stop();
    await until(() => topics.followers(topic) === 2);
    const fourth = connectTo(own.url)(added(topic), greedy);
    await until(() => topics.followers(topic) === 3);
    for (const seen of [second, others, fourth]) seen.stop();
    await own.close();
  });

  test('counts as a request of its account', async () => {
    const own = await startTestGateway(compose([events, names]), { ANONYMOUS_RATE_LIMIT_PER_MINUTE: '3' });
    const outcomes: string[] = [];
    for (let i = 0; i < 4; i++) {
      const seen = connectTo(own.url)({ query: 'subscription { count(to: 1) }' });
      await until(() => seen.isComplete || seen.error !== undefined);
      outcomes.push(seen.error === undefined ? 'served' : 'refused');
    }
    await own.close();
    expect(outcomes[0]).toBe('served');
    expect(outcomes[3]).toBe('refused');
  });

  test.each([
    ['does not fit the schema', 'subscription { unknown }', 'GRAPHQL_VALIDATION_FAILED'],
    ['is not GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['is over a limit', `subscription { ${'a: count(to: 1) '.repeat(3_000)} }`, 'QUERY_TOO_COMPLEX'],
    ['is for variables that are impossible', 'subscription ($to: Int!) { count(to: $to) }', 'BAD_USER_INPUT'],
  ])('that %s is refused with its code', async (_what, query, code) => {
    const seen = connectTo(gateway.url)({ query });
    await until(() => seen.error !== undefined || seen.events.length > 0);
    expect(JSON.stringify(seen.error ?? seen.events)).toContain(code);
  });

  test('may be a query or a mutation as well', async () => {
    const query = connectTo(gateway.url)({ query: '{ greeting }' });
    const mutation = connectTo(gateway.url)({ query: 'mutation { shout(text: "hi") }' });
    await until(() => query.isComplete && mutation.isComplete);
    expect([query.events, mutation.events]).toEqual([[{ data: { greeting: 'hello' } }], [{ data: { shout: 'HI' } }]]);
  });
});

/** Opens a WebSocket and collects what comes over it. */
async function openSocket(
  url: string,
  protocols: readonly string[] = ['graphql-transport-ws'],
  headers: Readonly<Record<string, string>> = {},
) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, [...protocols], { headers });
  const messages: { type: string; id?: string; payload?: unknown }[] = [];
  const closed: { code: number; reason: string }[] = [];
  let status: number | undefined;
  socket.on('message', (data) => void messages.push(JSON.parse((data as Buffer).toString()) as (typeof messages)[0]));
  socket.on('close', (code, reason) => void closed.push({ code, reason: String(reason) }));
  socket.on('unexpected-response', (_request, response) => (status = response.statusCode));
  socket.on('error', () => undefined);
  await until(() => socket.readyState !== WebSocket.CONNECTING || status !== undefined);
  const send = (message: object | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const closeCode = async () => {
    await until(() => closed.length > 0);
    return closed[0]?.code;
  };
  return { socket, messages, closed, send, closeCode, status: () => status };
}

async function openAcknowledged(url: string) {
  const connection = await openSocket(url);
  connection.send({ type: 'connection_init' });
  await until(() => connection.messages.length === 1);
  return connection;
}

describe('a WebSocket', () => {
  test.each<[string, (string | object)[], number]>([
    ['what is not JSON', ['nonsense'], 4400],
    ['a message of an unknown type', [{ type: 'hello' }], 4400],
    ['a message that only servers send', [{ type: 'connection_init' }, { type: 'next', id: '1', payload: {} }], 4400],
    ['a payload of connection_init that is no object', [{ type: 'connection_init', payload: 'Bearer x' }], 4400],
    ['an operation before connection_init', [{ type: 'subscribe', id: '1', payload: { query: '{ greeting }' } }], 4401],
    ['a second connection_init', [{ type: 'connection_init' }, { type: 'connection_init' }], 4429],
    ['a token that is not valid', [{ type: 'connection_init', payload: { authorization: 'Bearer forged' } }], 4403],
    ['an authorization that is no bearer token', [{ type: 'connection_init', payload: { Authorization: 7 } }], 4403],
    ['more than 256 KB in one message', [`"${'x'.repeat(300_000)}"`], 1009],
  ])('that brings %s is closed, and the gateway goes on', async (_what, messages, code) => {
    const { send, closeCode } = await openSocket(gateway.url);
    messages.forEach(send);
    expect(await closeCode()).toBe(code);
    expect((await gateway.ask('{ greeting }')).body.data).toEqual({ greeting: 'hello' });
  });

  test('that does not speak graphql-transport-ws is closed', async () => {
    const { closeCode } = await openSocket(gateway.url, []);
    expect(await closeCode()).toBe(4406);
  });

  test('carries several operations at a time, each with its own id', async () => {
    const topic = newTopic();
    const { socket, messages, send } = await openAcknowledged(gateway.url);
    send({ type: 'subscribe', id: 'events', payload: added(topic) });
    await followed(topic);
    send({ type: 'subscribe', id: 'query', payload: { query: '{ greeting }' } });
    await until(() => messages.some(({ type, id }) => type === 'complete' && id === 'query'));
    topics.publish(topic, { id: '1' });
    await until(() => messages.some(({ type, id }) => type === 'next' && id === 'events'));
    socket.close();
    await unfollowed(topic);
  });

  test('that breaks off without a word ends its subscriptions at the subgraph', async () => {
    const topic = newTopic();
    const { socket, send } = await openAcknowledged(gateway.url);
    send({ type: 'subscribe', id: '1', payload: added(topic) });
    await followed(topic);
    socket.terminate();
    await unfollowed(topic);
  });

  test('is refused over HTTP when its address has too many, and room is made by closing one', async () => {
    const own = await startTestGateway(compose([events]), { STREAMS_PER_ADDRESS: '2' });
    const first = await openSocket(own.url);
    const second = await openSocket(own.url);
    expect((await openSocket(own.url)).status()).toBe(403);
    first.socket.close();
    await until(async () => {
      const third = await openSocket(own.url);
      third.socket.terminate();
      return third.status() === undefined;
    });
    second.socket.terminate();
    await own.close();
  });

  test('counts to its IPv6 network, whose owner may change the rest of the address', async () => {
    const own = await startTestGateway(compose([events]), { STREAMS_PER_ADDRESS: '1', TRUSTED_PROXIES: '127.0.0.1' });
    const openFrom = (address: string) => openSocket(own.url, undefined, { 'x-forwarded-for': address });
    const first = await openFrom('2001:db8:1:2::1');
    expect((await openFrom('2001:db8:1:2::2')).status()).toBe(403);
    const elsewhere = await openFrom('2001:db8:1:3::1');
    expect(elsewhere.status()).toBeUndefined();
    for (const { socket } of [first, elsewhere]) socket.terminate();
    await own.close();
  });

  test('whose client breaks off while its token is checked leaves its room to another', async () => {
    const keys = await (await fetch(issuer.jwksUrl)).text();
    const asked: (() => void)[] = [];
    const slowKeys = createServer((_request, response) => void asked.push(() => response.end(keys)));
    await new Promise<void>((resolve) => slowKeys.listen(0, '127.0.0.1', resolve));
    const { port } = slowKeys.address() as AddressInfo;
    const own = await startTestGateway(compose([events]), {
      JWKS_URL: `http://127.0.0.1:${port}`,
      STREAMS_PER_ADDRESS: '1',
    });
    const authorization = `Bearer ${await issuer.issue()}`;
    const { hostname, port: gatewayPort } = new URL(own.url);
    const leaving = connect(Number(gatewayPort), hostname);
    leaving.write(
      `GET /graphql HTTP/1.1\r\nHost: gateway\r\nAuthorization: ${authorization}\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await until(() => asked.length > 0);
    leaving.resetAndDestroy();
    const behind = own.ask('{ greeting }', { headers: { authorization } });
    await sleep(50);
    asked.forEach((answer) => answer());
    expect((await behind).status).toBe(200);

    const { socket, status } = await openSocket(own.url);
    expect(status()).toBeUndefined();
    socket.terminate();
    await own.close();
    slowKeys.close();
  });

  test('is refused over HTTP when the minute’s share of its address is used up', async () => {
    const own = await startTestGateway(compose([events]), { ANONYMOUS_RATE_LIMIT_PER_MINUTE: '1' });
    const first = await openSocket(own.url);
    const second = await openSocket(own.url);
    first.socket.terminate();
    await own.close();
    expect([first.status(), second.status()]).toEqual([undefined, 429]);
  });

  test('is not opened elsewhere than at /graphql', async () => {
    const { status } = await openSocket(`${gateway.url}/elsewhere`);
    expect(status()).toBe(404);
  });

  test('is told to go elsewhere when the gateway ends', async () => {
    const own = await startTestGateway(compose([events]));
    const { closed } = await openSocket(own.url);
    await own.close();
    expect(closed).toEqual([{ code: 1001, reason: 'Going away' }]);
  });
});

describe('a client that does not read', () => {
  const settings = { STREAM_KEEP_ALIVE_MS: '1500' };
  const FLOOD = { query: 'subscription { flood }' };

  /** Waits until the subgraph is asked for no more events; rejects when it never stops. */
  async function untilStill(): Promise<void> {
    let before = -1;
    await until(async () => {
      const isStill = floodedEvents === before;
      before = floodedEvents;
      await sleep(200);
      return isStill && floodedEvents > 0;
    });
  }

  test('over an event stream makes the subgraph wait, and is disconnected when it takes nothing', async () => {
    const own = await startTestGateway(compose([events]), settings);
    floodedEvents = 0;
    const socket = connect(Number(new URL(own.url).port), '127.0.0.1');
    const body = JSON.stringify(FLOOD);
    socket.pause();
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await until(() => floods === 1);
    await untilStill();
    expect(floodedEvents).toBeLessThan(500);
    await until(() => floods === 0);
    socket.destroy();
    await own.close();
  });

  test('over a WebSocket makes the subgraph wait, and is disconnected when it takes nothing', async () => {
    const own = await startTestGateway(compose([events]), settings);
    floodedEvents = 0;
    const { socket, send } = await openAcknowledged(own.url);
    send({ type: 'subscribe', id: '1', payload: FLOOD });
    await until(() => floods === 1);
    socket.pause();
    await untilStill();
    expect(floodedEvents).toBeLessThan(500);
    await until(() => floods === 0);
    socket.terminate();
    await own.close();
  });

  test('over a WebSocket and keeps asking is disconnected before what waits for it fills the memory', async () => {
    const { socket, send, closeCode } = await openAcknowledged(gateway.url);
    socket.pause();
    const payload = { filler: 'x'.repeat(100_000) };
    for (let i = 0; i < 2_000 && socket.readyState === WebSocket.OPEN; i++) {
      send({ type: 'ping', payload });
      if (i % 20 === 0) await sleep(1);
    }
    socket.resume();
    expect(await closeCode()).toBe(1006);
  });
});

describe('over plain HTTP', () => {
  test('a subscription is refused, and told how to ask', async () => {
    const { status, body } = await gateway.ask('subscription { count(to: 1) }');
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('text/event-stream') as string,
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  test('a client that takes JSON as well as event streams gets JSON', async () => {
    const accept = 'application/json, text/event-stream, multipart/mixed';
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: '{"query":"{ greeting }"}',
    });
    expect(await response.json()).toEqual({ data: { greeting: 'hello' } });
  });

  test('a request that could be upgraded to HTTP/2 is answered as it stands', async () => {
    const request = httpRequest(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': 'AAMAAABkAAQAAP__',
      },
    }).end('{"query":"{ greeting }"}');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(await json(response)).toEqual({ data: { greeting: 'hello' } });
  });
});

describe('an event stream', () => {
  const ask = (init: { body?: string; headers?: Record<string, string> }) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      body: init.body ?? '{"query":"{ greeting }"}',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...init.headers },
    });

  test.each<[string, Parameters<typeof ask>[0], number, string]>([
    ['with a token that is not valid', { headers: { authorization: 'Bearer forged' } }, 401, 'UNAUTHENTICATED'],
    ['whose body is not JSON', { body: '{' }, 400, 'BAD_REQUEST'],
    ['whose body is no GraphQL request', { body: '{"query":7}' }, 400, 'BAD_REQUEST'],
    ['whose variables are no object', { body: '{"query":"{ greeting }","variables":[]}' }, 400, 'BAD_REQUEST'],
  ])('%s is refused over HTTP', async (_what, init, status, code) => {
    const response = await ask(init);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test('may be read by a browser app of an allowed origin, and carries the request id', async () => {
    const origin = 'https://app.example.test';
    const own = await startTestGateway(compose([events]), { CORS_ORIGINS: origin });
    const response = await fetch(`${own.url}/graphql`, {
      method: 'POST',
      body: '{"query":"subscription { count(to: 1) }"}',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'x-request-id': 'my-request-1',
        origin,
      },
    });
    expect(await response.text()).toContain('event: complete');
    await own.close();
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('x-request-id')).toBe('my-request-1');
  });

  test('ends without `complete` when the gateway ends, so that clients subscribe again elsewhere', async () => {
    const own = await startTestGateway(compose([events, names]));
    const topic = newTopic();
    const seen = overEventStream(own.url)(added(topic));
    await followed(topic);
    await own.close();
    await until(() => seen.error !== undefined);
    expect(seen.isComplete).toBe(false);
  });
});

describe('a subgraph', () => {
  test('that is away when the subscription starts is UPSTREAM_UNAVAILABLE', async () => {
    const gone = await startEvents();
    await gone.close();
    const own = await startTestGateway(compose([gone, names]));
    const seen = overEventStream(own.url)(added(newTopic()));
    await until(() => seen.isComplete);
    await own.close();
    expect(seen.events).toMatchObject([{ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] }]);
  });

  test.each<[string, string, (response: ServerResponse) => void]>([
    ['answers JSON', 'UPSTREAM_UNAVAILABLE', (response) => response.end('{"data":{"count":1}}')],
    ['falls silent', 'UPSTREAM_TIMEOUT', (response) => response.writeHead(200, STREAM).write(':\n\n')],
    [
      'sends what is not JSON',
      'UPSTREAM_UNAVAILABLE',
      (response) => response.writeHead(200, STREAM).end('event: next\ndata: {\n\n'),
    ],
    [
      'sends null',
      'UPSTREAM_UNAVAILABLE',
      (response) => response.writeHead(200, STREAM).end('event: next\ndata: null\n\n'),
    ],
    ['stops without `complete`', 'UPSTREAM_UNAVAILABLE', (response) => response.writeHead(200, STREAM).end(':\n\n')],
    [
      'sends an event without end',
      'UPSTREAM_UNAVAILABLE',
      (response) => {
        response.writeHead(200, STREAM).on('error', () => undefined);
        for (let i = 0; i < 110; i++) response.write(`data: ${BIG}\n`);
      },
    ],
  ])('that %s ends the subscription with %s', async (_what, code, answer) => {
    const server = createServer((_request, response) => answer(response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const own = await startTestGateway(compose([{ ...events, url }]), { SUBGRAPH_STREAM_IDLE_MS: '1000' });
    const seen = overEventStream(own.url)({ query: 'subscription { count(to: 1) }' });
    await until(() => seen.isComplete);
    await own.close();
    server.closeAllConnections();
    server.close();
    expect(seen.events).toMatchObject([{ errors: [{ extensions: { code, service: 'events' } }] }]);
  });
});

describe('Apollo Client', () => {
  const eventStreamLink = (url: string) => {
    const client = createSseClient({ url: `${url}/graphql`, retryAttempts: 0 });
    return new ApolloLink(
      (operation) =>
        new Observable((sink) =>
          client.subscribe({ variables: operation.variables, query: print(operation.query) }, sink as never),
        ),
    );
  };
  const webSocketLink = (url: string) =>
    new GraphQLWsLink(
      createWsClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 }),
    );

  test.each([
    ['graphql-sse', eventStreamLink],
    ['GraphQLWsLink', webSocketLink],
  ])('subscribes with %s', async (_name, createLink) => {
    const topic = newTopic();
    const client = new ApolloClient({ link: createLink(gateway.url), cache: new InMemoryCache() });
    const results: unknown[] = [];
    const subscription = client
      .subscribe({ query: gql(ADDED), variables: { topic } })
      .subscribe(({ data }) => void results.push(data));
    await followed(topic);
    topics.publish(topic, { id: '1' });
    topics.publish(topic, { id: '2' });
    await until(() => results.length === 2);
    subscription.unsubscribe();
    await unfollowed(topic);
    client.stop();
    expect(results).toEqual(['1', '2'].map((id) => ({ added: { __typename: 'Thing', id, name: `Thing ${id}` } })));
  });
});
