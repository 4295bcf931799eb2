import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lib/sha256-hex.ts';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';
import type { Answer, TestGateway, TestSubgraph } from '../../support/gateway.ts';
import { until } from '../../support/stream-clients.ts';

const GREET = 'query Greet($name: String!) {\n  greet(name: $name)\n}';
const RENAME = 'mutation Rename {\n  rename\n}';
const OLD_ID = sha256Hex('query Old { hello }');
const ANCIENT_ID = sha256Hex('query Ancient { hello }');
const today = new Date().toISOString().slice(0, 10);

const operation = (name: string, type: string, body: string) => ({ id: sha256Hex(body), name, type, body });
const MANIFEST = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [operation('Greet', 'query', GREET), operation('Rename', 'mutation', RENAME)],
  retired: [
    { id: OLD_ID, name: 'Old', retiredOn: today },
    { id: ANCIENT_ID, name: 'Ancient', retiredOn: '2020-01-31' },
  ],
};
const CLIENTS = { web: 'open', kiosk: 'log', mobile: 'safelist', till: 'id-only' } as const;
type Client = keyof typeof CLIENTS | 'nobody';

let directory: string;
let subgraph: TestSubgraph;
let gateway: TestGateway;

const write = (client: string, manifest: unknown) =>
  writeFile(path.join(directory, `${client}.json`), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'operations-'));
  for (const client of Object.keys(CLIENTS)) await write(client, MANIFEST);
  subgraph = await startTestSubgraph(
    'hello',
    'type Query { hello: String! greet(name: String!): String! } type Mutation { rename: String! }',
    {
      Query: { hello: () => 'world', greet: (_: unknown, { name }: { name: string }) => `Hello ${name}` },
      Mutation: { rename: () => 'renamed' },
    },
  );
  gateway = await startTestGateway(compose([subgraph]), {
    OPERATIONS_DIRECTORY: directory,
    CLIENT_MODES: JSON.stringify(CLIENTS),
  });
});

afterAll(async () => {
  await gateway.close();
  await subgraph.close();
  await rm(directory, { recursive: true, force: true });
});

const as = (client: Client) => ({ 'apollographql-client-name': client });
const post = (client: Client, body: object) => gateway.post(JSON.stringify(body), as(client));
async function get(client: Client, search: string): Promise<Answer> {
  const response = await fetch(`${gateway.url}${search}`, { headers: as(client), redirect: 'error' });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}
const codeOf = ({ body }: Answer) => body.errors?.[0]?.extensions['code'];
const apq = (hash: string) => ({ persistedQuery: { version: 1, sha256Hash: hash } });

const registered = sha256Hex(GREET);
const ada = { name: 'Ada' };
const GREETED = { data: { greet: 'Hello Ada' } };

describe('a registered operation', () => {
  const variables = encodeURIComponent(JSON.stringify(ada));
  it.each([
    ['POST with id', () => post('till', { id: registered, variables: ada })],
    ['POST with documentId', () => post('till', { documentId: registered, variables: ada })],
    ['POST with persistedQuery', () => post('till', { extensions: apq(registered), variables: ada })],
    [
      'GET with persistedQuery',
      () =>
        get(
          'till',
          `/graphql?extensions=${encodeURIComponent(JSON.stringify(apq(registered)))}&variables=${variables}`,
        ),
    ],
    ['GET with id', () => get('till', `/graphql?id=${registered}&variables=${variables}`)],
    ['GET by its path', () => get('nobody', `/p/till/${registered}?variables=${variables}`)],
    [
      'GET by its path, spelled otherwise',
      () => get('nobody', `/p/till/${registered}?variables={%22name%22:%20"Ada"}&x`),
    ],
  ])('is answered to a client that may send ids only: %s', async (_form, ask) => {
    const answer = await ask();
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: GREETED });
  });

  it('is not changed by GET', async () => {
    expect(await get('till', `/p/till/${sha256Hex(RENAME)}`)).toMatchObject({ status: 405 });
    expect((await post('till', { id: sha256Hex(RENAME) })).body).toEqual({ data: { rename: 'renamed' } });
  });

  it('is the one of that client', async () => {
    const answer = await post('nobody', { id: registered, variables: ada });
    expect(answer).toMatchObject({ status: 400 });
    expect(codeOf(answer)).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    expect(codeOf(await get('web', `/p/nobody/${registered}`))).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });
});

describe('an operation that is not registered', () => {
  const query = '{ hello }';
  const otherForm = '# a comment\nquery   Greet ( $name : String ! ) { greet(name: $name) }';

  it.each([
    ['open', 'web', undefined],
    ['log', 'kiosk', undefined],
    ['the default', 'nobody', undefined],
    ['safelist', 'mobile', 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['id-only', 'till', 'PERSISTED_QUERY_NOT_IN_LIST'],
  ] as const)('in mode %s', async (_mode, client, code) => {
    const answer = await post(client, { query });
    expect(codeOf(answer)).toBe(code);
    expect(answer.status).toBe(code ? 400 : 200);
    const byGet = await get(client, `/graphql?query=${encodeURIComponent(query)}`);
    expect(codeOf(byGet)).toBe(code ?? 'BAD_REQUEST');
  });

  it('is not slipped past a list of ids by another way in', async () => {
    const hash = sha256Hex(query);
    const ways = [
      { query, id: registered },
      { query, extensions: apq(hash) },
      { query, extensions: apq(registered) },
      { query: '', id: hash },
      { query: [query], id: hash },
      { query: GREET, variables: ada },
    ];
    await post('web', { query, extensions: apq(hash) });
    for (const body of ways) expect((await post('till', body)).body.data, JSON.stringify(body)).toBeUndefined();
    const twice = await get('till', `/graphql?query=${encodeURIComponent(query)}&query=x`);
    expect(twice.body.data).toBeUndefined();
    expect((await gateway.post(JSON.stringify([{ query }]), as('till'))).body.data).toBeUndefined();
  });

  it('is one that was registered in another form, on a safelist', async () => {
    expect((await post('mobile', { query: otherForm, variables: ada })).body).toEqual(GREETED);
    expect((await post('till', { query: otherForm, variables: ada })).body.data).toBeUndefined();
    const invalid = await post('mobile', { query: `${otherForm} }` });
    expect(codeOf(invalid)).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });

  it('is refused on a safelist before a text is parsed that is dear to parse', async () => {
    expect(codeOf(await post('mobile', { query: '{'.repeat(50_000) }))).toBe('QUERY_TOO_COMPLEX');
  });

  it('is counted and logged once in mode log, without its text', async () => {
    const secret = '{ greet(name: "kept from logs") }';
    for (let i = 0; i < 3; i++) await post('kiosk', { query: secret });
    const lines = gateway
      .logs()
      .split('\n')
      .filter((line) => line.includes(sha256Hex(secret)));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ client: 'kiosk', msg: 'an operation is not registered' });
    expect(gateway.logs()).not.toContain('kept from logs');
    expect(await gateway.metrics()).toMatch(
      /gateway_unregistered_operations_total\{mode="log",outcome="answered"\} [3-9]/,
    );
    expect(await gateway.metrics()).toContain(
      'gateway_unregistered_operations_total{mode="safelist",outcome="refused"}',
    );
  });
});

describe('a retired operation', () => {
  it('is told from an unknown one for a while', async () => {
    const answer = await post('till', { id: OLD_ID });
    expect(answer.status).toBe(410);
    expect(answer.body.errors?.[0]).toMatchObject({
      message: `The operation Old was retired on ${today}: use a version of the client without it.`,
      extensions: { code: 'PERSISTED_QUERY_RETIRED', retryable: false },
    });
    expect(await get('nobody', `/p/till/${OLD_ID}`)).toMatchObject({ status: 410 });
    const ancient = await post('till', { id: ANCIENT_ID });
    expect({ status: ancient.status, code: codeOf(ancient) }).toEqual({
      status: 400,
      code: 'PERSISTED_QUERY_NOT_IN_LIST',
    });
  });
});

describe('automatic persisted queries', () => {
  const query = '{ hello greeting: greet(name: "APQ") }';
  const extensions = apq(sha256Hex(query));

  it('are asked for once and then known by their hash', async () => {
    const unknown = await post('web', { extensions });
    expect(unknown.status).toBe(200);
    expect(unknown.headers.get('cache-control')).toBe('private, no-store');
    expect(unknown.body.errors?.[0]).toMatchObject({
      message: 'PersistedQueryNotFound',
      extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
    });
    const data = { hello: 'world', greeting: 'Hello APQ' };
    expect((await post('web', { query, extensions })).body).toEqual({ data });
    expect((await post('web', { extensions })).body).toEqual({ data });
    expect((await get('web', `/graphql?extensions=${encodeURIComponent(JSON.stringify(extensions))}`)).body).toEqual({
      data,
    });
  });

  it('must have the hash that they are sent with', async () => {
    const answer = await post('web', { query: '{ hello }', extensions });
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 400, code: 'BAD_REQUEST' });
    const version = { persistedQuery: { version: 2, sha256Hash: sha256Hex(query) } };
    expect(codeOf(await post('web', { extensions: version }))).toBe('BAD_REQUEST');
    expect(codeOf(await post('web', { query, extensions: { persistedQuery: 'x' } }))).toBe('BAD_REQUEST');
  });

  it('are kept only when they are valid', async () => {
    const invalid = '{ nothing }';
    expect(codeOf(await post('web', { query: invalid, extensions: apq(sha256Hex(invalid)) }))).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect(codeOf(await post('web', { extensions: apq(sha256Hex(invalid)) }))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  it('are not for clients that may ask for registered operations only', async () => {
    const safelisted = await post('mobile', { extensions: apq(sha256Hex('{ hello }')) });
    expect({ status: safelisted.status, code: codeOf(safelisted) }).toEqual({
      status: 200,
      code: 'PERSISTED_QUERY_NOT_SUPPORTED',
    });
    expect(codeOf(await post('till', { extensions }))).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });
});

describe('a manifest', () => {
  const HELLO = 'query Hello {\n  hello\n}';
  const changed = { ...MANIFEST, operations: [operation('Hello', 'query', HELLO)] };

  const isServed = async (id: string) => (await post('till', { id, variables: ada })).status === 200;

  it('is swapped in while the gateway serves; a broken one is refused, and the last good one serves', async () => {
    await write('till', changed);
    await until(() => isServed(sha256Hex(HELLO)));
    expect(await isServed(registered)).toBe(false);

    for (const broken of [
      '{',
      { ...changed, version: 2 },
      { ...changed, operations: [operation('Other', 'query', HELLO)] },
    ]) {
      const before = gateway.logs().length;
      await write('till', broken);
      await until(async () => gateway.logs().slice(before).includes('the changed manifest was refused'));
      expect(gateway.logs().slice(before)).toContain('till.json');
      expect(await isServed(sha256Hex(HELLO))).toBe(true);
    }

    await unlink(path.join(directory, 'till.json'));
    await until(async () => !(await isServed(sha256Hex(HELLO))));
    await write('till', MANIFEST);
    await until(() => isServed(registered));
  });

  it.for([
    [{ ...MANIFEST, format: 'other' }, 'format: '],
    [{ ...changed, operations: [operation('Other', 'query', HELLO)] }, 'operation Other: the body does not hold '],
    [{ ...changed, operations: [operation('Hello', 'mutation', HELLO)] }, 'operation Hello: the body is a query '],
    [{ ...changed, operations: [operation('Hello', 'query', 'query Hello {')] }, 'operation Hello: Syntax Error: '],
  ] as const)('that is broken keeps a gateway from starting, with one sentence', async ([manifest, problem]) => {
    const broken = await mkdtemp(path.join(tmpdir(), 'operations-'));
    await writeFile(path.join(broken, 'web.json'), JSON.stringify(manifest));
    const starting = startTestGateway(compose([subgraph]), { OPERATIONS_DIRECTORY: broken });
    await expect(starting).rejects.toThrow(/^gateway cannot start: .*web\.json is no manifest of operations \(/);
    await expect(starting).rejects.toThrow(`(${problem}`);
    await rm(broken, { recursive: true });
  });
});

it('counts and times operations by the client and the name that were registered', async () => {
  for (const query of ['{ hello }', '{ hello }', 'query Mine { nothing }']) await post('nobody', { query });
  await post('web', { id: registered, variables: ada });
  const page = await gateway.metrics();
  const duration = 'gateway_operation_duration_seconds_count';
  expect(page).toContain(`${duration}{client="web",operation="Greet",outcome="ok"} 1`);
  expect(page).toMatch(/_count\{client="other",operation="unregistered",outcome="refused"\} \d+/);
  expect(page).not.toContain('nobody');
  expect(page).not.toContain('Mine');
  expect(page).toContain(
    `gateway_persisted_operation_requests_total{client="web",operation="Greet",id="${registered}"} 1`,
  );
  expect(page).toMatch(/gateway_persisted_operation_requests_total\{client="till",operation="Old",id="\w+"\} 2/);
});
