import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { signConsistencyToken } from '../../../lib/consistency-token.ts';
import type { RequiredPositions } from '../../../lib/consistency-token.ts';
import type { RequestScope } from '../../../lib/request-scope.ts';
import { compose, startTestGateway, startTestSubgraph, startTokenIssuer } from '../../support/gateway.ts';
import type { TestGateway, TestSubgraph, TokenIssuer } from '../../support/gateway.ts';
import { SIGNING_SECRET } from '../../support/signed-client.ts';

const MINUTE_MS = 60_000;
/** What each subgraph's database was asked to show, in the order of the requests. */
const seen: { readonly subgraph: string; readonly required: RequiredPositions }[] = [];
let lsn = 100;

const note = (subgraph: string, scope: RequestScope): void => {
  const { required } = scope.databaseSession;
  seen.push({ subgraph, required });
  scope.databaseSession.nodes.add(`${subgraph}-1:5432/platform`);
};

const notesResolvers = {
  Query: { note: (_: unknown, { id }: { id: string }, scope: RequestScope) => (note('notes', scope), { id }) },
  Mutation: {
    write: (_: unknown, { id }: { id: string }, scope: RequestScope) => {
      note('notes', scope);
      scope.databaseSession.findPosition = async () => ({ systemId: '7', timeline: 1, lsn: ++lsn });
      return { id };
    },
  },
};
const wordsResolvers = {
  Note: {
    __resolveReference: ({ id }: { id: string }, scope: RequestScope) => (note('words', scope), { id }),
    words: () => 1,
  },
};

let subgraphs: TestSubgraph[];
let gateway: TestGateway;
let issuer: TokenIssuer;

beforeAll(async () => {
  subgraphs = [
    await startTestSubgraph(
      'notes',
      'type Query { note(id: ID!): Note } type Mutation { write(id: ID!): Note } type Note @key(fields: "id") { id: ID! }',
      notesResolvers,
    ),
    await startTestSubgraph('words', 'type Note @key(fields: "id") { id: ID! words: Int }', wordsResolvers),
  ];
  issuer = await startTokenIssuer();
  gateway = await startTestGateway(compose(subgraphs), { JWKS_URL: issuer.jwksUrl });
});
afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
});
beforeEach(() => {
  seen.length = 0;
});

const WRITE = 'mutation { write(id: "1") { id } }';
const READ = '{ note(id: "1") { id } }';
const positionAt = (at: number) => ({ systemId: '7', timeline: 1, lsn: at });
const tokenAt = (at: number, signedAtMs = Date.now()) =>
  signConsistencyToken([SIGNING_SECRET], positionAt(at), signedAtMs);

test('a write is answered with a token, as a header and as a cookie that scripts cannot read', async () => {
  const { headers } = await gateway.ask(WRITE);
  const token = headers.get('x-consistency-token');
  expect(token).toMatch(/^7\.1\.\d+\.\d+\.[\w-]{43}$/);
  expect(headers.get('set-cookie')).toBe(`consistency-token=${token}; Max-Age=60; Path=/; HttpOnly; SameSite=Lax`);
  expect((await gateway.ask(READ)).headers.get('x-consistency-token')).toBeNull();
});

test('what the client brings back reaches the databases, in a header or in the cookie', async () => {
  const token = (await gateway.ask(WRITE)).headers.get('x-consistency-token') ?? '';
  seen.length = 0;
  await gateway.ask(READ, { headers: { 'x-consistency-token': token } });
  await gateway.ask(READ, { headers: { cookie: `theme=dark; consistency-token=${token}` } });
  await gateway.ask(READ);
  expect(seen.map(({ required }) => required)).toEqual([[positionAt(lsn)], [positionAt(lsn)], []]);
});

test('what an operation wrote is seen by all that it reads afterwards, in other subgraphs too', async () => {
  await gateway.ask('mutation { write(id: "1") { id words } }');
  expect(seen).toEqual([
    { subgraph: 'notes', required: [] },
    { subgraph: 'words', required: [positionAt(lsn)] },
  ]);
});

test('the later of two positions wins, each database for itself', async () => {
  lsn = 5_000;
  const other = signConsistencyToken([SIGNING_SECRET], { systemId: '8', timeline: 2, lsn: 10 }, Date.now());
  const { headers } = await gateway.ask(WRITE, { headers: { 'x-consistency-token': `${tokenAt(200)}~${other}` } });
  const granted = headers.get('x-consistency-token') ?? '';
  seen.length = 0;
  await gateway.ask(READ, { headers: { 'x-consistency-token': granted } });
  expect(seen[0]?.required).toEqual([positionAt(5_001), { systemId: '8', timeline: 2, lsn: 10 }]);
});

const UNBELIEVABLE: readonly (readonly [string, () => string])[] = [
  ['forged', () => `${tokenAt(200).slice(0, -5)}AAAAA`],
  ['changed', () => tokenAt(200).replace('7.1.200.', '7.1.201.')],
  ['expired', () => tokenAt(200, Date.now() - MINUTE_MS - 1_000)],
  ['no token at all', () => 'nonsense'],
];

test.for(UNBELIEVABLE)('with a token that is %s everything is read from the primary', async ([, make]) => {
  const { status, headers } = await gateway.ask(READ, { headers: { 'x-consistency-token': make() } });
  expect(status).toBe(200);
  expect(seen.map(({ required }) => required)).toEqual(['primary']);
  expect(headers.get('x-consistency-token')).toBeNull();
});

test('somebody who sends one unbelievable token after another is limited, and nobody else is', async () => {
  const authorization = `Bearer ${await issuer.issue({ sub: 'somebody' })}`;
  const send = (token: string) => gateway.ask(READ, { headers: { authorization, 'x-consistency-token': token } });
  const answers = await Promise.all(Array.from({ length: 61 }, (_, i) => send(`forged-${i}`)));
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.map(({ status, body }) => [status, body.errors?.[0]?.extensions['code']])).toEqual([
    [429, 'RATE_LIMITED'],
  ]);
  expect((await send(tokenAt(200))).status).toBe(200);
});

test.for([{ scopes: ['admin'] }, { roles: ['admin'] }])(
  'administrators with %o are told which database nodes answered, and nobody else is',
  async (rights) => {
    const authorization = `Bearer ${await issuer.issue(rights)}`;
    const { headers } = await gateway.ask('{ note(id: "1") { words } }', { headers: { authorization } });
    expect(headers.get('x-database-nodes')).toBe('notes=notes-1:5432/platform words=words-1:5432/platform');
    expect((await gateway.ask(READ)).headers.get('x-database-nodes')).toBeNull();
  },
);

describe('over a stream', () => {
  const tokenIn = (extensions: unknown) => (extensions as { consistencyToken: string }).consistencyToken;

  /** The only answer to an operation that comes as an event stream. */
  async function askForStream(query: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify({ query }),
    });
    const [, data = ''] = /^data: (.+)$/m.exec(await response.text()) ?? [];
    return JSON.parse(data) as { data: unknown; extensions?: Record<string, unknown> };
  }

  test('of events, a token comes in the headers and goes out in the extensions of an answer that wrote', async () => {
    const { data, extensions } = await askForStream(WRITE);
    expect(data).toEqual({ write: { id: '1' } });
    const token = tokenIn(extensions);
    seen.length = 0;
    await askForStream(READ, { 'x-consistency-token': token });
    await askForStream(READ, { cookie: `consistency-token=${token}` });
    await gateway.ask(READ, { headers: { 'x-consistency-token': token } });
    const read = await askForStream(READ);
    expect(seen.map(({ required }) => required)).toEqual([[positionAt(lsn)], [positionAt(lsn)], [positionAt(lsn)], []]);
    expect(read.extensions).toBeUndefined();
  });

  test('of a WebSocket, what was written on it is seen on it from then on, without a word of the client', async () => {
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      lazy: false,
    });
    const ask = async (query: string) => {
      for await (const answer of client.iterate({ query })) return answer;
      throw new Error('no answer');
    };
    await ask(READ);
    const { extensions } = await ask(WRITE);
    await ask(READ);
    await client.dispose();
    const written = positionAt(lsn);
    expect(seen.map(({ required }) => required)).toEqual([[], [], [written]]);
    await gateway.ask(READ, { headers: { 'x-consistency-token': tokenIn(extensions) } });
    expect(seen.at(-1)?.required).toEqual([written]);
  });

  test('of a WebSocket, a token comes with the parameters of the connection', async () => {
    const ask = async (token: string) => {
      const client = createClient({
        url: `${gateway.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { 'x-consistency-token': token },
      });
      for await (const answer of client.iterate({ query: READ })) return answer;
      throw new Error('no answer');
    };
    await ask(tokenAt(300));
    await ask('forged');
    expect(seen.map(({ required }) => required)).toEqual([[positionAt(300)], 'primary']);
  });
});
