import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signConsistencyToken } from '../../../lib/consistency-token.ts';
import { startCachedFederation } from '../../support/cached-federation.ts';
import type { CachedFederation } from '../../support/cached-federation.ts';
import type { Answer, TestGateway } from '../../support/gateway.ts';
import { SIGNING_SECRET } from '../../support/signed-client.ts';

/** The gateway looks at the file twice a second. */
const SWAPPED = { timeout: 5_000, interval: 50 };

let federation: CachedFederation;
let gateway: TestGateway;
let alice: Record<string, string>;
let bob: Record<string, string>;

beforeAll(async () => {
  federation = await startCachedFederation({ withRedis: true });
  const bearer = async (sub: string) => ({ authorization: `Bearer ${await federation.issuer.issue({ sub })}` });
  [alice, bob] = [await bearer('alice'), await bearer('bob')];
  gateway = await federation.startGateway({ ENTITY_CACHE: '' });
});
afterAll(() => federation.close());

let lastId = 1_000;
let id: string;
const { company, briefly } = {
  company: (of: string) => `{ company(id: "${of}") { id name } }`,
  briefly: (of: string) => `{ briefly(id: "${of}") { id name } }`,
};
beforeEach(() => {
  id = String(lastId++);
  federation.world.names.set(id, `Company ${id}`);
  Object.assign(federation.world, { companyReads: 0, accountReads: 0, failure: undefined, slowness: () => undefined });
});

const statusOf = ({ headers }: Answer): string => headers.get('cache-status') ?? '';
const nameIn = ({ body }: Answer): unknown =>
  Object.values((body.data ?? {}) as Record<string, { name: string }>)[0]?.name;

describe('a public answer', () => {
  test('is made once and then sent to everybody', async () => {
    const first = await gateway.ask(company(id), { headers: alice });
    expect(statusOf(first)).toBe('gateway; fwd=miss; detail="first"');
    for (const headers of [{}, alice, bob]) {
      const again = await gateway.ask(company(id), { headers });
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
      expect(statusOf(again)).toMatch(/^gateway; hit; ttl=86\d{3}; age=\d; detail="memory"$/);
    }
    expect(federation.world.companyReads).toBe(1);
  });

  test('is the same whatever the order of the variables, and another with other values', async () => {
    const query = 'query ($a: ID!, $b: ID!) { a: company(id: $a) { name } b: company(id: $b) { name } }';
    await gateway.ask(query, { variables: { a: id, b: '1' } });
    expect(statusOf(await gateway.ask(query, { variables: { b: '1', a: id } }))).toContain('; hit;');
    expect(statusOf(await gateway.ask(query, { variables: { b: id, a: '1' } }))).toContain('fwd=miss');
  });

  test('is found by a gateway that has just started', async () => {
    const { body } = await gateway.ask(company(id));
    const other = await federation.startGateway({ ENTITY_CACHE: '' });
    await expect
      .poll(async () => {
        const answer = await other.ask(company(id), { headers: { 'x-apollo-operation-name': 'any' } });
        return [statusOf(answer).includes('hit'), answer.body];
      })
      .toEqual([true, body]);
  });

  test('is answered with 304 to a client that has it', async () => {
    const url = `${gateway.url}/graphql?query=${encodeURIComponent(company(id))}`;
    const headers = { 'apollo-require-preflight': '1' };
    await fetch(url, { headers });
    const response = await fetch(url, { headers });
    const etag = response.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await fetch(url, { headers: { ...headers, 'if-none-match': etag } })).status).toBe(304);
    // What Apollo Server refuses, the cache does not answer.
    expect((await fetch(url)).status).toBe(400);
  });

  test('that says there is nothing is kept for 30 s at most', async () => {
    await gateway.ask(company(`none-${id}`));
    expect(statusOf(await gateway.ask(company(`none-${id}`)))).toMatch(/hit; ttl=(29|30);/);
  });
});

test('a private answer is kept for its identity alone, and for nobody who is nobody', async () => {
  federation.world.notes.set('alice', 'of Alice').set('bob', 'of Bob');
  const query = '{ me { note } }';
  const ask = async (headers: Record<string, string>) => {
    const answer = await gateway.ask(query, { headers });
    return [(answer.body.data?.['me'] as { note: string } | null)?.note, statusOf(answer).includes('hit')];
  };
  expect([await ask(alice), await ask(bob), await ask({})]).toEqual([
    ['of Alice', false],
    ['of Bob', false],
    [undefined, false],
  ]);
  expect([await ask(alice), await ask(bob), await ask({})]).toEqual([
    ['of Alice', true],
    ['of Bob', true],
    [undefined, false],
  ]);
});

test.each([
  ['that may not be kept', (of: string) => `{ unkept(id: "${of}") { name } }`],
  ['of a mutation', (of: string) => `mutation { rename(id: "${of}", name: "Renamed") { name } }`],
  ['with errors', (of: string) => `{ company(id: "${of}") { name } nothing: listed(ids: ["missing"]) { name } }`],
  ['without a subgraph', () => '{ __typename }'],
])('an answer %s is made each time', async (_what, query) => {
  for (let i = 0; i < 3; i++) expect(statusOf(await gateway.ask(query(id)))).not.toContain('hit');
});

describe('an answer whose time is over', () => {
  test('is sent once more while one request makes the next', async () => {
    await gateway.ask(briefly(id));
    await gateway.ask(briefly(id));
    await sleep(1_100);
    federation.world.names.set(id, 'New');
    const stale = await gateway.ask(briefly(id));
    expect([nameIn(stale), statusOf(stale)]).toEqual([`Company ${id}`, expect.stringContaining('stale, revalidating')]);
    await expect.poll(async () => nameIn(await gateway.ask(briefly(id)))).toBe('New');
    expect(federation.world.companyReads).toBeLessThanOrEqual(3);
  });

  test('is sent while the subgraph fails', async () => {
    await gateway.ask(briefly(id));
    await sleep(1_100);
    federation.world.failure = new Error('away');
    for (let i = 0; i < 3; i++) expect(nameIn(await gateway.ask(briefly(id)))).toBe(`Company ${id}`);
  });
});

test('40 clients of two gateways that ask for one answer that is not there make at most 2 of it', async () => {
  const other = await federation.startGateway({ ENTITY_CACHE: '' });
  const query = 'query ($id: ID!) { company(id: $id) { name } }';
  for (const one of [gateway, other]) await one.ask(query, { variables: { id: '0' } });
  federation.world.companyReads = 0;
  federation.world.slowness = () => sleep(50);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? gateway : other).ask(query, { variables: { id } })),
  );
  expect(new Set(answers.map(nameIn))).toEqual(new Set([`Company ${id}`]));
  expect(federation.world.companyReads).toBeLessThanOrEqual(2);
});

test('an answer stays where it is though others to the same operation may not be kept', async () => {
  const query = `query ($id: ID!, $more: Boolean!) { company(id: $id) { name } unkept(id: $id) @include(if: $more) { id } }`;
  const ask = (more: boolean) => gateway.ask(query, { variables: { id, more } });
  await ask(false);
  expect(statusOf(await ask(false))).toContain('; hit;');
  for (let i = 0; i < 3; i++) expect(statusOf(await ask(true))).not.toContain('; hit;');
  expect(statusOf(await ask(false))).toContain('; hit;');
});

test('an answer under another schema or rule set is not used', async () => {
  await gateway.ask(company(id));
  const other = await federation.startGateway({ ENTITY_CACHE: '', RULE_SET_VERSION: 'next' });
  expect(statusOf(await other.ask(company(id)))).toContain('fwd=miss');
});

test('what was kept under a schema is never sent once another one serves, and is again with the first', async () => {
  const own = await federation.startGateway({ ENTITY_CACHE: '' });
  const read = () => own.ask(company(id));
  const kept = await read();
  expect(statusOf(await read())).toContain('; hit;');

  const withoutName = federation.supergraph.replace(/(type Company\b[^}]*)\n +name: String![^\n]*/, '$1');
  expect(withoutName).not.toBe(federation.supergraph);
  await own.writeSupergraph(withoutName);
  await expect.poll(async () => (await read()).status, SWAPPED).toBe(400);
  expect((await own.ask(`{ company(id: "${id}") { id } }`)).body.data).toEqual({ company: { id } });

  await own.writeSupergraph(`${federation.supergraph}\n# another text`);
  federation.world.names.set(id, 'Read under the third schema');
  await expect.poll(async () => nameIn(await read()), SWAPPED).toBe('Read under the third schema');

  await own.writeSupergraph(federation.supergraph);
  await expect.poll(async () => (await read()).body, SWAPPED).toEqual(kept.body);
});

test('a kept answer counts as a request, and takes nothing of Apollo Server', async () => {
  const limited = await federation.startGateway({ RATE_LIMIT_PER_MINUTE: '3' });
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await limited.ask(company(id), { headers: alice })).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect(federation.world.companyReads).toBe(1);
  // Apollo Server and its plugins have seen the first alone.
  expect(await limited.metrics()).toMatch(/gateway_operation_duration_seconds_count\{[^}]*\} 1\n/);
});

test('memory for kept answers is bounded: the least recently used go', async () => {
  const small = await federation.startGateway({ CACHE_MEMORY_MB: '1', REDIS_URL: '' });
  const names = Array.from({ length: 12 }, (_, i) => `large-${id}-${i}`);
  for (const name of names) federation.world.names.set(name, `${name} `.repeat(5_000));
  for (const name of names) for (let i = 0; i < 2; i++) await small.ask(company(name));
  expect(statusOf(await small.ask(company(names.at(-1) ?? '')))).toContain('; hit;');
  expect(statusOf(await small.ask(company(names[0] ?? '')))).toContain('fwd=miss');
});

test('who must see a write is told what is so now and not what is kept, which others go on being told', async () => {
  await gateway.ask(company(id));
  federation.world.names.set(id, 'Written');
  const token = signConsistencyToken([SIGNING_SECRET], { systemId: '7', timeline: 1, lsn: 100 }, Date.now());
  const writers = await Promise.all(
    [{ 'x-consistency-token': token }, { cookie: `consistency-token=${token}` }].map((headers) =>
      gateway.ask(company(id), { headers }),
    ),
  );
  for (const answer of writers) {
    expect(nameIn(answer)).toBe('Written');
    expect(statusOf(answer)).toBe('gateway; fwd=bypass; detail="consistency token"');
  }
  const other = await gateway.ask(company(id));
  expect([nameIn(other), statusOf(other).includes('; hit;')]).toEqual([`Company ${id}`, true]);
});

test('in production only administrators see what an answer came from, and may ask past the cache', async () => {
  const production = await federation.startGateway({ NODE_ENV: 'production' });
  const admin = { authorization: `Bearer ${await federation.issuer.issue({ sub: 'root', roles: ['admin'] })}` };
  await production.ask(company(id));
  const [ordinary, privileged] = await Promise.all(
    [alice, admin].map((headers) =>
      production.ask(company(id), { headers: { ...headers, 'cache-control': 'no-cache' } }),
    ),
  );
  expect(ordinary?.headers.has('cache-status')).toBe(false);
  expect(statusOf(privileged as Answer)).toBe('gateway; fwd=bypass; detail="asked to"');
});

test('every request is counted by operation and by what its answer came from', async () => {
  const query = `query Counted { company(id: "${id}") { name } }`;
  for (let i = 0; i < 3; i++) await gateway.ask(query);
  expect(await gateway.metrics()).toMatch(/gateway_cache_requests_total\{operation="other",result="hit"\} \d+/);
});
