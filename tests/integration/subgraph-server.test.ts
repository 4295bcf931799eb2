import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANONYMOUS, encodeIdentity } from '../../lib/identity.ts';
import { DEADLINE_HEADER, IDENTITY_HEADER, SIGNATURE_HEADER } from '../../lib/platform-headers.ts';
import { REPLAY_WINDOW_MS, signRequest } from '../../lib/request-signature.ts';
import type { RequestScope } from '../../lib/request-scope.ts';
import { createSubgraphServer } from '../../lib/subgraph-server.ts';
import { startTestSubgraph } from '../support/gateway.ts';
import type { TestSubgraph } from '../support/gateway.ts';
import { createSignedClient, guest, SIGNING_SECRET } from '../support/signed-client.ts';

const SECRET = 'password=hunter2 at /srv/app/db.ts';
/** More than passes between the writing of a case and its run. */
const MINUTE_MS = 60_000;

let subgraph: TestSubgraph;
let aborted: Promise<void>;
let onAbort: () => void;

const SDL = 'type Query { whoAmI: String! leak: String wait: String }';
const RESOLVERS = {
  Query: {
    whoAmI: (_: unknown, _args: unknown, { identity }: RequestScope) => `${identity.kind}:${identity.id}`,
    leak: () => {
      throw new Error(SECRET);
    },
    wait: (_: unknown, _args: unknown, { signal }: RequestScope) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          onAbort();
          reject(signal.reason as Error);
        }),
      ),
  },
};

beforeAll(async () => {
  aborted = new Promise((resolve) => (onAbort = resolve));
  subgraph = await startTestSubgraph('things', SDL, RESOLVERS);
});
afterAll(() => subgraph.close());

interface Sent {
  readonly service?: string;
  readonly identity?: string;
  readonly body?: string;
  readonly signedBody?: string;
  readonly timeMs?: number;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

async function send({
  service = 'things',
  identity = encodeIdentity(ANONYMOUS),
  body = '{"query":"{ whoAmI }"}',
  signedBody = body,
  timeMs = Date.now(),
  headers = {},
  signal = AbortSignal.timeout(10_000),
}: Sent) {
  const response = await fetch(subgraph.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [IDENTITY_HEADER]: identity,
      [SIGNATURE_HEADER]: signRequest([SIGNING_SECRET], { service, identity, body: signedBody }, timeMs),
      ...headers,
    },
    body,
    signal,
  });
  const answer = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return { status: response.status, code: answer.errors?.[0]?.extensions.code };
}

describe('a subgraph', () => {
  test('answers the gateway, with the identity that came under the signature', async () => {
    const ask = createSignedClient('things', subgraph.url.replace('/graphql', ''));
    expect((await ask(guest('g-1'), '{ whoAmI }')).data).toEqual({ whoAmI: 'guest:g-1' });
  });

  test.each<[string, Sent]>([
    ['unsigned', { headers: { [SIGNATURE_HEADER]: '' } }],
    ['signed for another subgraph', { service: 'others' }],
    ['with another body than was signed', { signedBody: '{}' }],
    ['with another identity than was signed', { headers: { [IDENTITY_HEADER]: encodeIdentity(guest('victim')) } }],
    ['replayed after its window', { timeMs: Date.now() - REPLAY_WINDOW_MS - 1_000 }],
    ['from a clock ahead of its window', { timeMs: Date.now() + REPLAY_WINDOW_MS + MINUTE_MS }],
  ])('refuses a request %s with 401', async (_what, sent) => {
    expect(await send(sent)).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
  });

  test.each<[string, Sent, { status: number; code: string }]>([
    ['that is not JSON', { body: '{"query"' }, { status: 400, code: 'BAD_REQUEST' }],
    [
      'over 1 MB',
      { body: `{"query":"{ whoAmI }"}${' '.repeat(1_048_577)}` },
      { status: 413, code: 'PAYLOAD_TOO_LARGE' },
    ],
  ])('refuses a signed body %s', async (_what, sent, refusal) => expect(await send(sent)).toEqual(refusal));

  test('shows nothing of an unexpected error', async () => {
    const ask = createSignedClient('things', subgraph.url.replace('/graphql', ''));
    const answer = await ask(guest('g-1'), '{ leak }');
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(answer.errors?.[0]?.extensions['code']).toBe('INTERNAL_SERVER_ERROR');
  });

  test('shows nothing of an unexpected error of another route, and logs it', async () => {
    const lines: string[] = [];
    const server = await createSubgraphServer<RequestScope>({
      name: 'things',
      sdl: SDL,
      resolvers: RESOLVERS,
      createContext: (scope) => scope,
      config: { NODE_ENV: 'test', HOST: '127.0.0.1', PORT: 0, SIGNING_SECRETS: [SIGNING_SECRET] },
      logger: pino({}, { write: (line: string) => void lines.push(line) }),
      checkReady: async () => undefined,
      addRoutes: (app) => {
        app.get('/leak', RESOLVERS.Query.leak);
      },
    });
    const response = await fetch(`${await server.listen()}/leak`);
    const text = await response.text();
    await server.close();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(text).not.toContain('hunter2');
    expect(lines.join()).toContain('hunter2');
  });

  test('is told when its caller goes away', async () => {
    const caller = new AbortController();
    const request = send({ body: '{"query":"{ wait }"}', signal: caller.signal });
    setTimeout(() => caller.abort(), 200);
    await expect(request).rejects.toThrow();
    await aborted;
  });

  test('is told when its caller has stopped waiting', async () => {
    const headers = { [DEADLINE_HEADER]: '100' };
    expect(await send({ body: '{"query":"{ wait }"}', headers })).toEqual({ status: 200, code: 'UPSTREAM_TIMEOUT' });
  });

  test('shows its schema to nobody in production', async () => {
    const production = await startTestSubgraph('things', SDL, RESOLVERS, 'production');
    const ask = createSignedClient('things', production.url.replace('/graphql', ''));
    try {
      const introspected = await ask(guest('g-1'), '{ __schema { types { name } } }');
      const misspelt = await ask(guest('g-1'), '{ whoAmIx }');
      expect(JSON.stringify([introspected, misspelt])).not.toContain('whoAmI"');
      expect([introspected.status, misspelt.status]).toEqual([400, 400]);
    } finally {
      await production.close();
    }
  });
});
