import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signConsistencyToken } from '../../../lib/consistency-token.ts';
import { startCachedFederation } from '../../support/cached-federation.ts';
import type { CachedFederation } from '../../support/cached-federation.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { SIGNING_SECRET } from '../../support/signed-client.ts';

let federation: CachedFederation;
let gateway: TestGateway;

beforeAll(async () => {
  federation = await startCachedFederation({ withRedis: true });
  gateway = await federation.startGateway({ RESPONSE_CACHE: 'off' });
});
afterAll(() => federation.close());

let lastId = 100;
beforeEach(() => {
  federation.world.companyReads = 0;
});

/** Ids of companies that no test has asked for yet. */
function newCompanies(count: number): string[] {
  const ids = Array.from({ length: count }, () => String(lastId++));
  for (const id of ids) federation.world.names.set(id, `Company ${id}`);
  return ids;
}

const namesIn = (data: unknown): string[] => (data as { listed: { name: string }[] }).listed.map(({ name }) => name);

describe('an entity that everybody may see', () => {
  test('is fetched once, however many different queries mention it', async () => {
    const [a = '', b = ''] = newCompanies(2);
    const queries = [
      `{ listed(ids: ["${a}"]) { name } }`,
      `query Other { listed(ids: ["${a}"]) { title: name id } again: listed(ids: ["${a}"]) { id } }`,
      `query Third($ids: [ID!]!) { listed(ids: $ids) { ...Shown } } fragment Shown on Company { name }`,
    ];
    await gateway.ask(queries[0] ?? '');
    expect(federation.world.companyReads).toBe(1);
    const third = await gateway.ask(queries[2] ?? '', { variables: { ids: [a, b] } });
    expect(namesIn(third.body.data)).toEqual([`Company ${a}`, `Company ${b}`]);
    expect(federation.world.companyReads).toBe(2);
  });

  test('is not fetched again by another gateway, or by one that has just started', async () => {
    const ids = newCompanies(3);
    const query = `{ listed(ids: ${JSON.stringify(ids)}) { name } }`;
    const first = await gateway.ask(query);
    const other = await federation.startGateway({ RESPONSE_CACHE: 'off' });
    await expect
      .poll(async () => {
        federation.world.companyReads = 0;
        const { body } = await other.ask(query);
        return [federation.world.companyReads, body];
      })
      .toEqual([0, first.body]);
  });

  test('is fetched anew for who must see a write', async () => {
    const [a = ''] = newCompanies(1);
    const query = `{ listed(ids: ["${a}"]) { name } }`;
    await gateway.ask(query);
    federation.world.names.set(a, 'Written');
    const token = signConsistencyToken([SIGNING_SECRET], { systemId: '7', timeline: 1, lsn: 100 }, Date.now());
    const written = await gateway.ask(query, { headers: { 'x-consistency-token': token } });
    expect(namesIn(written.body.data)).toEqual(['Written']);
    expect(namesIn((await gateway.ask(query)).body.data)).toEqual([`Company ${a}`]);
  });

  test('keeps its place when only the others are fetched', async () => {
    const [a = '', b = '', c = '', d = ''] = newCompanies(4);
    await gateway.ask(`{ listed(ids: ["${b}", "${d}"]) { name } }`);
    federation.world.companyReads = 0;
    const { body } = await gateway.ask(`{ listed(ids: ["${a}", "${b}", "${c}", "${d}"]) { name } }`);
    expect(namesIn(body.data)).toEqual([a, b, c, d].map((id) => `Company ${id}`));
    expect(federation.world.companyReads).toBe(2);
  });

  test('leaves an error at the place of the one that failed', async () => {
    const [a = ''] = newCompanies(1);
    await gateway.ask(`{ listed(ids: ["${a}"]) { name } }`);
    const { body } = await gateway.ask(`{ listed(ids: ["${a}", "gone"]) { id name } }`);
    expect(body.errors?.[0]?.path).toEqual(['listed', 1, 'name']);
  });

  test('is what a mutation made of it, at once and in every gateway', async () => {
    const [a = ''] = newCompanies(1);
    const query = `{ listed(ids: ["${a}"]) { name } }`;
    const other = await federation.startGateway({ RESPONSE_CACHE: 'off' });
    for (const one of [gateway, other]) await one.ask(query);
    await gateway.ask(`mutation { rename(id: "${a}", name: "New") { name } }`);
    for (const one of [other, gateway]) expect(namesIn((await one.ask(query)).body.data)).toEqual(['New']);
  });
});

describe('what an entity is to its caller alone', () => {
  const query = '{ company(id: "own") { mine } }';
  const askAs = async (one: TestGateway, sub: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${await federation.issuer.issue({ sub })}` };
    return (await one.ask(query, { headers })).body.data?.['company'];
  };
  beforeEach(() => {
    federation.world.names.set('own', 'Own');
    for (const sub of ['alice', 'bob']) federation.world.notes.set(sub, `of ${sub}`);
  });

  test('is kept for each caller', async () => {
    for (const sub of ['alice', 'bob', 'alice', 'bob', 'alice', 'bob'])
      expect(await askAs(gateway, sub)).toEqual({ mine: `of ${sub}` });
    federation.world.accountReads = 0;
    for (const sub of ['alice', 'bob']) expect(await askAs(gateway, sub)).toEqual({ mine: `of ${sub}` });
    expect(federation.world.accountReads).toBe(0);
    expect((await gateway.ask(query)).body.data).toEqual({ company: { mine: null } });
  });

  test('negative control: without the division by identity it is told to others', async () => {
    const undivided = await federation.startGateway({ RESPONSE_CACHE: 'off', REDIS_URL: '' }, () => 'everybody');
    for (let i = 0; i < 3; i++) await askAs(undivided, 'alice');
    expect(await askAs(undivided, 'bob')).toEqual({ mine: 'of alice' });
  });
});

test('an entity that was kept under another schema is fetched anew', async () => {
  const [a = ''] = newCompanies(1);
  const query = `{ listed(ids: ["${a}"]) { name } }`;
  const own = await federation.startGateway({ RESPONSE_CACHE: 'off' });
  for (let i = 0; i < 2; i++) await own.ask(query);
  expect(federation.world.companyReads).toBe(1);
  federation.world.names.set(a, 'Read under the next schema');
  await own.writeSupergraph(`${federation.supergraph}\n# another text`);
  await expect
    .poll(async () => namesIn((await own.ask(query)).body.data), { timeout: 5_000, interval: 50 })
    .toEqual(['Read under the next schema']);
});

test('entities are kept of the subgraphs and types that the settings name', async () => {
  const [a = ''] = newCompanies(1);
  const query = `{ listed(ids: ["${a}"]) { name } }`;
  for (const [rules, reads] of [
    ['', 2],
    ['accounts', 2],
    ['*,-companies:Company', 2],
    ['companies', 1],
    ['-*,companies:Company', 1],
  ] as const) {
    const own = await federation.startGateway({ RESPONSE_CACHE: 'off', ENTITY_CACHE: rules, REDIS_URL: '' });
    federation.world.companyReads = 0;
    for (let i = 0; i < 2; i++) await own.ask(query);
    expect([rules, federation.world.companyReads]).toEqual([rules, reads]);
  }
});
