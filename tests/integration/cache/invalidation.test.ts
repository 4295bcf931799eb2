import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startCachedFederation } from '../../support/cached-federation.ts';
import type { CachedFederation } from '../../support/cached-federation.ts';
import type { Answer, TestGateway } from '../../support/gateway.ts';

const RACES = 200;
/** For some seconds after an invalidation answers may come from a replica that has not heard of it. */
const KEPT_AGAIN = { timeout: 15_000, interval: 200 };

let federation: CachedFederation;
let gateways: readonly TestGateway[];
let a: TestGateway;
let b: TestGateway;

beforeAll(async () => {
  federation = await startCachedFederation({ withRedis: true });
  [a, b] = [await federation.startGateway(), await federation.startGateway()];
  gateways = [a, b];
});
afterAll(() => federation.close());
beforeEach(() => {
  federation.world.slowness = () => undefined;
});

const read = (id: string) => `query Read { company(id: "${id}") { name } }`;
const list = (id: string) => `query List { listed(ids: ["${id}"]) { name } }`;
const rename = (id: string, name: string) => `mutation { rename(id: "${id}", name: "${name}") { name } }`;
const nameIn = ({ body }: Answer): unknown => {
  const [value] = Object.values((body.data ?? {}) as Record<string, { name: string } | { name: string }[]>);
  return Array.isArray(value) ? value[0]?.name : value?.name;
};
const isHit = ({ headers }: Answer): boolean => headers.get('cache-status')?.includes('; hit;') === true;

test('a write is seen by the next read, through every gateway, of answers and of entities', async () => {
  for (let i = 0; i < 20; i++) {
    const id = `seen-${i}`;
    federation.world.names.set(id, 'Old');
    for (const gateway of gateways) for (const query of [read, list]) await gateway.ask(query(id));
    await a.ask(rename(id, `New ${i}`));
    for (const gateway of [b, a])
      for (const query of [read, list]) expect(nameIn(await gateway.ask(query(id)))).toBe(`New ${i}`);
  }
});

test('what a client wrote of its own is seen by its next read, although the mutation names no tag', async () => {
  const headers = { authorization: `Bearer ${await federation.issuer.issue({ sub: 'writer' })}` };
  const noteOf = async (gateway: TestGateway) =>
    ((await gateway.ask('{ me { note } }', { headers })).body.data?.['me'] as { note: string }).note;
  for (let i = 0; i < 20; i++) {
    for (const gateway of gateways) await noteOf(gateway);
    await a.ask(`mutation { setNote(note: "${i}") { id } }`, { headers });
    for (const gateway of [b, a]) expect(await noteOf(gateway)).toBe(String(i));
  }
});

test(`in ${RACES} races of a slow read, a write and its invalidation no read after the write is old`, async () => {
  const stale: string[] = [];
  const race = async (i: number): Promise<void> => {
    const id = `race-${i}`;
    federation.world.names.set(id, 'old');
    const [reader, writer] = i % 2 === 0 ? [a, b] : [a, a];
    const query = i % 4 < 2 ? read : list;
    // It has read the old name and holds it back while the write happens.
    const slowRead = reader.ask(query(id));
    await sleep(Math.random() * 15);
    await writer.ask(rename(id, 'new'));
    const during = await reader.ask(query(id));
    await slowRead;
    const after = await Promise.all(gateways.map((gateway) => gateway.ask(query(id))));
    for (const answer of [during, ...after]) if (nameIn(answer) !== 'new') stale.push(id);
  };
  federation.world.slowness = () => sleep(10 + Math.random() * 10);
  for (let i = 0; i < RACES; i += 10) await Promise.all(Array.from({ length: 10 }, (_, j) => race(i + j)));
  expect(stale).toEqual([]);
});

test('a gateway that did not hear of a write keeps nothing that a replica says which lags behind it', async () => {
  for (const query of [read, list]) {
    const id = `unheard-${query('').length}`;
    await a.ask(rename(id, 'New'));
    const started = await federation.startGateway();
    federation.world.names.set(id, 'Old');
    await started.ask(query(id));
    federation.world.names.set(id, 'New');
    expect(nameIn(await started.ask(query(id)))).toBe('New');
  }
});

describe('POST /admin/cache/invalidate', () => {
  const invalidate = async (body: object, claims?: Record<string, unknown>): Promise<number> => {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (claims) headers['authorization'] = `Bearer ${await federation.issuer.issue(claims)}`;
    const response = await fetch(`${a.url}/admin/cache/invalidate`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return response.status;
  };
  const admin = { sub: 'root', scopes: ['cache:invalidate'] };

  test.each([
    ['by tag', { tags: ['Company:by tag'] }],
    ['by type', { types: ['Company'] }],
    ['by operation', { operations: ['Read'] }],
    ['altogether', { tags: ['*'] }],
  ])('drops what is kept %s in every gateway', async (id, body) => {
    federation.world.names.set(id, 'Old');
    for (const gateway of gateways) {
      await expect.poll(async () => isHit(await gateway.ask(read(id))), KEPT_AGAIN).toBe(true);
    }
    expect(await invalidate(body, admin)).toBe(204);
    for (const gateway of gateways) expect(isHit(await gateway.ask(read(id)))).toBe(false);
  });

  test('leaves what it does not name', async () => {
    federation.world.names.set('untouched', 'Name');
    await expect.poll(async () => isHit(await a.ask(read('untouched'))), KEPT_AGAIN).toBe(true);
    await invalidate({ tags: ['Company:another'], operations: ['List'] }, admin);
    expect(isHit(await a.ask(read('untouched')))).toBe(true);
  });

  test('is for those with the scope, and says what it takes', async () => {
    expect(await invalidate({ types: ['Company'] })).toBe(401);
    expect(await invalidate({ types: ['Company'] }, { sub: 'someone' })).toBe(403);
    for (const body of [{}, { tags: [] }, { tags: 'Company' }, { everything: true }])
      expect(await invalidate(body, admin)).toBe(400);
  });
});
