import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCachedFederation } from '../../support/cached-federation.ts';
import type { CachedFederation } from '../../support/cached-federation.ts';
import type { TestGateway } from '../../support/gateway.ts';

/** Everything that the federation can be asked, public, private and mixed, with and without entities of others. */
const OPERATIONS = [
  '{ me { id note } }',
  '{ me { favourite { id name } note } }',
  '{ me { id } company(id: "1") { name } }',
  '{ company(id: "1") { name } }',
  '{ listed(ids: ["1", "2"]) { name } }',
  '{ briefly(id: "2") { name } me { note } }',
  'query Everything { me { note favourite { name } } listed(ids: ["2"]) { id name } unkept(id: "1") { name } }',
  'mutation { setNote(note: "kept") { id note } }',
];
const ROUNDS = 3;

let federation: CachedFederation;
let callers: readonly Record<string, string>[];

beforeAll(async () => {
  federation = await startCachedFederation({ withRedis: true });
  federation.world.names.set('1', 'One').set('2', 'Two');
  const bearer = async (sub: string) => ({ authorization: `Bearer ${await federation.issuer.issue({ sub })}` });
  callers = [{}, await bearer('tenant-a'), await bearer('tenant-b')];
});
afterAll(() => federation.close());

/** How many of the answers that the gateway gives to all callers in turn differ from those made for each alone. */
async function crossedAnswers(gateway: TestGateway, uncached: TestGateway): Promise<number> {
  let crossed = 0;
  for (let round = 0; round < ROUNDS; round++)
    for (const operation of OPERATIONS)
      for (const headers of callers) {
        const [given, own] = await Promise.all([
          gateway.ask(operation, { headers }),
          uncached.ask(operation, { headers }),
        ]);
        if (JSON.stringify(given.body.data) !== JSON.stringify(own.body.data)) crossed++;
      }
  return crossed;
}

test('of every operation, anonymous clients and two tenants get their own answers and no others', async () => {
  const uncached = await federation.startGateway({ RESPONSE_CACHE: 'off', ENTITY_CACHE: '', REDIS_URL: '' });
  const gateways = [await federation.startGateway(), await federation.startGateway()];
  for (const gateway of gateways) expect(await crossedAnswers(gateway, uncached)).toBe(0);
  expect(await gateways[0]?.metrics()).toMatch(/gateway_cache_requests_total\{.*result="hit"\} [1-9]/);
});

test('negative control: without the division by identity answers cross', async () => {
  const uncached = await federation.startGateway({ RESPONSE_CACHE: 'off', ENTITY_CACHE: '', REDIS_URL: '' });
  const undivided = await federation.startGateway({ REDIS_URL: '', RULE_SET_VERSION: 'control' }, () => 'everybody');
  expect(await crossedAnswers(undivided, uncached)).toBeGreaterThan(0);
});
