import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lib/sha256-hex.ts';
import type { RequestScope } from '../../../lib/request-scope.ts';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';
import type { Answer, TestGateway, TestSubgraph } from '../../support/gateway.ts';
import { overEventStream, overWebSocket, until } from '../../support/stream-clients.ts';
import type { Subscribe } from '../../support/stream-clients.ts';

const createKey = () => `vgk_${randomBytes(8).toString('hex')}_${randomBytes(32).toString('base64url')}`;

const WHO = 'query Who {\n  who\n}';
const ID = sha256Hex(WHO);
const WHOSE = 'subscription Whose {\n  whose\n}';
const manifest = JSON.stringify({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: ID, name: 'Who', type: 'query', body: WHO },
    { id: sha256Hex(WHOSE), name: 'Whose', type: 'subscription', body: WHOSE },
  ],
});

interface Facts {
  readonly partnerId: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
}

/** Keys by their hash, as the issuing subgraph keeps them. */
const issued = new Map<string, Facts>();
const asked: { prefix: string; sha256: string; identity: unknown }[] = [];
let isAway = false;

let directory: string;
let subgraph: TestSubgraph;
let gateways: TestGateway[];

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'partners-'));
  for (const client of ['partner-acme', 'web']) await writeFile(path.join(directory, `${client}.json`), manifest);
  subgraph = await startTestSubgraph(
    'user',
    `type Query { who: String! verifyPartnerKey(prefix: String!, sha256: String!): Facts }
     type Subscription { whose: String! }
     type Facts { partnerId: ID! clientName: String! scopes: [String!]! expiresAt: String }`,
    {
      Subscription: {
        whose: {
          subscribe: async function* (_parent: unknown, _args: unknown, { identity, signal }: RequestScope) {
            while (!signal.aborted) {
              yield { whose: identity.clientName };
              await sleep(100);
            }
          },
        },
      },
      Query: {
        who: (_parent: unknown, _args: unknown, { identity }: { identity: object }) => JSON.stringify(identity),
        verifyPartnerKey: (_: unknown, args: { prefix: string; sha256: string }, context: { identity: unknown }) => {
          asked.push({ ...args, identity: context.identity });
          if (isAway) throw new Error('away');
          return issued.get(args.sha256) ?? null;
        },
      },
    },
  );
  const supergraph = compose([subgraph]);
  const env = { OPERATIONS_DIRECTORY: directory, API_KEYS_URL: subgraph.url };
  gateways = [await startTestGateway(supergraph, env), await startTestGateway(supergraph, env)];
});

afterAll(async () => {
  for (const gateway of gateways) await gateway.close();
  await subgraph.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  isAway = false;
  asked.length = 0;
});

function issueKey(facts: Partial<Facts> = {}): string {
  const key = createKey();
  issued.set(sha256Hex(key), { partnerId: 'p1', clientName: 'partner-acme', scopes: [], expiresAt: null, ...facts });
  return key;
}
const ask = (key: string, body: object = { id: ID }, headers: Record<string, string> = {}, gateway = 0) =>
  (gateways[gateway] as TestGateway).post(JSON.stringify(body), { 'x-api-key': key, ...headers });
const codeOf = ({ body }: Answer) => body.errors?.[0]?.extensions['code'];

describe('an API key', () => {
  it('makes its bearer a partner, with the client that the key is for, whatever the request says', async () => {
    const answer = await ask(
      issueKey({ scopes: ['cache:invalidate'] }),
      { id: ID },
      { 'apollographql-client-name': 'web' },
    );
    expect(JSON.parse(answer.body.data?.['who'] as string)).toEqual({
      kind: 'partner',
      id: 'p1',
      partnerId: 'p1',
      roles: ['partner'],
      scopes: ['cache:invalidate'],
      clientName: 'partner-acme',
    });
  });

  it('lets its bearer ask for registered operations by id, and for nothing else', async () => {
    const key = issueKey();
    expect(codeOf(await ask(key, { query: WHO }))).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    expect(codeOf(await ask(key, { id: sha256Hex('other') }))).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });

  it('is what the operations of a partner need', async () => {
    const url = gateways[0]?.url ?? '';
    const get = async (client: string, headers: Record<string, string> = {}) =>
      (await fetch(`${url}/p/${client}/${ID}`, { headers })).status;
    expect(await get('partner-acme')).toBe(401);
    expect(await get('partner-acme', { 'x-api-key': issueKey() })).toBe(200);
    expect(await get('web', { 'x-api-key': issueKey() })).toBe(403);
    expect(await get('web')).toBe(200);
    const claimed = { 'apollographql-client-name': 'partner-acme' };
    const answer = await gateways[0]?.post(JSON.stringify({ id: ID }), claimed);
    expect(answer && codeOf(answer)).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });

  it('is refused when it is unknown, ended, no key, or beside a token', async () => {
    const past = new Date(Date.now() - 1_000).toISOString();
    for (const key of [createKey(), issueKey({ expiresAt: past }), 'nonsense', `${issueKey()}x`]) {
      const answer = await ask(key);
      expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    }
    expect(codeOf(await ask(issueKey(), { id: ID }, { authorization: 'Bearer x.y.z' }))).toBe('UNAUTHENTICATED');
  });

  it('is looked up by its prefix and hash, and never leaves the gateway', async () => {
    const key = issueKey();
    await ask(key);
    const [lookUp] = asked;
    expect(lookUp).toMatchObject({ prefix: key.split('_')[1], sha256: sha256Hex(key), identity: { id: 'gateway' } });
    expect(JSON.stringify(asked)).not.toContain(key.slice(21));
  });

  it('is looked up once for many requests', async () => {
    const key = issueKey();
    await Promise.all(Array.from({ length: 20 }, () => ask(key)));
    expect(asked).toHaveLength(1);
  });
});

describe('the use of operations', () => {
  const usage = async (client: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${gateways[1]?.url}/admin/operations/${client}`, { headers });
    return { status: response.status, body: (await response.json()) as { registered?: object[] } };
  };

  it('is shown to those who may see it', async () => {
    const lastUsedAt = expect.any(String) as string;
    const reader = { 'x-api-key': issueKey({ scopes: ['operations:read'] }) };
    expect((await usage('partner-acme', reader)).body.registered).toEqual([
      { id: ID, name: 'Who', requests: 0, lastUsedAt: null },
      expect.objectContaining({ name: 'Whose' }),
    ]);
    await ask(issueKey(), { id: ID }, {}, 1);
    expect((await usage('partner-acme', reader)).body).toEqual({
      client: 'partner-acme',
      since: expect.any(String) as string,
      registered: [{ id: ID, name: 'Who', requests: 1, lastUsedAt }, expect.objectContaining({ name: 'Whose' })],
      retired: [],
    });
    expect((await usage('partner-acme')).status).toBe(401);
    expect((await usage('partner-acme', { 'x-api-key': issueKey() })).status).toBe(403);
    expect((await usage('nobody', reader)).status).toBe(404);
  });
});

describe.each([
  ['an event stream', overEventStream],
  ['a WebSocket', overWebSocket],
])('over %s a key', (_name, over) => {
  const subscribe = (operation: Parameters<Subscribe>[0], key: string) => over(gateways[0]?.url ?? '')(operation, key);
  const registered = { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: sha256Hex(WHOSE) } } };

  it('opens the subscriptions that its partner has registered, and no others', async () => {
    const seen = subscribe(registered, issueKey());
    await until(() => seen.events.length >= 2);
    expect(seen.events[0]).toEqual({ data: { whose: 'partner-acme' } });
    seen.stop();

    for (const other of [
      { query: WHOSE },
      { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: sha256Hex('other') } } },
    ]) {
      const refused = subscribe(other, issueKey());
      await until(() => refused.isComplete || refused.error !== undefined);
      // An event stream is refused before it begins.
      const { response } = refused.error as { response?: Response };
      expect(JSON.stringify([refused.error, await response?.text()])).toContain('PERSISTED_QUERY_NOT_IN_LIST');
      expect(refused.events).toEqual([]);
    }
  });

  it('that is revoked is told no more within 5 s', async () => {
    const key = issueKey();
    const seen = subscribe(registered, key);
    await until(() => seen.events.length > 0);
    issued.delete(sha256Hex(key));
    await sleep(5_000);
    const { length } = seen.events;
    await sleep(500);
    expect(seen.events).toHaveLength(length);
    expect(seen.isComplete || seen.error !== undefined).toBe(true);
    expect(JSON.stringify([seen.events.at(-1), String((seen.error as { reason?: string })?.reason)])).toContain(
      'The API key is not valid.',
    );
  });
});

describe('a revoked key', () => {
  it('is refused by every gateway within 5 s, though both had just taken it', async () => {
    const key = issueKey();
    for (const gateway of [0, 1]) expect((await ask(key, { id: ID }, {}, gateway)).status).toBe(200);
    issued.delete(sha256Hex(key));
    await sleep(4_500);
    for (const gateway of [0, 1]) expect((await ask(key, { id: ID }, {}, gateway)).status).toBe(401);
  });

  it('is not taken for longer because nobody can be asked', async () => {
    const key = issueKey();
    expect((await ask(key)).status).toBe(200);
    isAway = true;
    await sleep(2_500);
    expect((await ask(key)).status).toBe(200);
    await sleep(2_000);
    const answer = await ask(key);
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 503, code: 'UPSTREAM_UNAVAILABLE' });
    isAway = false;
    expect((await ask(key)).status).toBe(200);
  });
});

it('limits how often an address may guess', async () => {
  const codes = [];
  for (let n = 0; n < 40; n++) codes.push(codeOf(await ask(createKey(), { id: ID }, {}, 1)));
  expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThanOrEqual(20);
  expect(asked.length).toBeLessThanOrEqual(20);
});
