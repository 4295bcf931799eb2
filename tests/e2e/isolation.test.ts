import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ScopeOf } from '../../gateway/auth/identity-scope.ts';
import { calculate, createAccount, DRAFT, saveDraft, startGuest } from '../support/account.ts';
import { signInAdministrator } from '../support/administrator.ts';
import type { Administrator, IssuedKey } from '../support/administrator.ts';
import { holdingEverything, isInstalled, startTestVarnish } from '../support/cdn.ts';
import type { TestVarnish } from '../support/cdn.ts';
import { everyOperation } from '../support/every-operation.ts';
import type { AskedOperation } from '../support/every-operation.ts';
import { startKeepableAnswers } from '../support/keepable-answers.ts';
import type { KeepableAnswers } from '../support/keepable-answers.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** For so long after a mutation nothing is kept that it may have changed. */
const REPLICA_LAG_MS = 5_000;
const PARTNER_CLIENT = 'partner-demo';
const UNCACHED = { RESPONSE_CACHE: 'off', ENTITY_CACHE: '', REDIS_URL: '' };

type Headers = Readonly<Record<string, string>>;

const hasVarnish = await isInstalled('varnishd');
const gatewayUrl = inject('gatewayUrl');
const [primaryUrl = ''] = inject('databaseNodeUrls');
const gateways: TestGateway[] = [];
const proxies: KeepableAnswers[] = [];
let admin: Administrator;
let key: IssuedKey;
let callers: Readonly<Record<string, Headers>>;
let operations: readonly AskedOperation[];
let uncached: TestGateway;
let cached: TestGateway;
/** What each caller is told of each query without any cache, by the query's URL. */
/** The platform's subgraphs, as if all that they answer could be kept: those of the platform keep nothing private. */
let keepable: Record<string, string>;
let own: ReadonlyMap<string, readonly string[]>;

/** A gateway of its own before the platform's subgraphs. */
async function startGateway(env: Record<string, string>, scopeOf?: ScopeOf): Promise<TestGateway> {
  const supergraph = await readFile(path.join(ROOT, 'schema/supergraph.graphql'), 'utf8');
  const operationsDirectory = path.join(ROOT, 'schema/operations');
  const gateway = await startTestGateway(
    supergraph,
    {
      RESPONSE_CACHE: 'on',
      ENTITY_CACHE: '*',
      OPERATIONS_DIRECTORY: operationsDirectory,
      ...inject('gatewayEnv'),
      ...env,
    },
    scopeOf,
  );
  gateways.push(gateway);
  for (const { client, text, id, variables } of operations)
    if (client === undefined)
      await gateway.post(
        JSON.stringify({ query: text, variables, extensions: { persistedQuery: { version: 1, sha256Hash: id } } }),
      );
  return gateway;
}

/** Who asks: for a partner's operations also the partner, before those who may not have them. */
function askersOf({ client }: AskedOperation): Headers[] {
  const partner = { 'x-api-key': key.apiKey };
  return [...(client === PARTNER_CLIENT ? [partner] : []), ...Object.values(callers)];
}

async function get(base: string, { url }: AskedOperation, headers: Headers) {
  const response = await fetch(base + url, { headers, signal: AbortSignal.timeout(20_000) });
  const status = response.headers.get('cache-status') ?? '';
  // Errors name their request, which differs.
  const text = (await response.text()).replace(/"requestId":"[^"]*"/g, '');
  return {
    answer: `${response.status} ${text}`,
    isHit: status.includes('; hit;'),
    cdn: response.headers.get('x-cache'),
  };
}

/** Every query by each caller in turn, twice. Those whose answer was not the caller's own, and those that were kept. */
async function askAll(base: string): Promise<{ crossed: string[]; kept: string[] }> {
  const crossed = new Set<string>();
  const kept = new Set<string>();
  await Promise.all(
    operations.map(async (operation) => {
      const askers = [...askersOf(operation).entries()];
      for (const [index, headers] of [...askers, ...askers]) {
        const { answer, isHit, cdn } = await get(base, operation, headers);
        if (answer !== own.get(operation.url)?.[index]) crossed.add(operation.name);
        if (isHit || cdn === 'hit') kept.add(operation.name);
      }
    }),
  );
  return { crossed: [...crossed], kept: [...kept] };
}

beforeAll(async () => {
  const [a, b] = [await startGuest(gatewayUrl), await startGuest(gatewayUrl)];
  const ids: string[] = [];
  for (const tenant of [a, b]) {
    const id = await saveDraft(tenant);
    await calculate(tenant, id);
    ids.push(id);
  }
  admin = await signInAdministrator(gatewayUrl, primaryUrl);
  key = await admin.issueKey(PARTNER_CLIENT);
  callers = {
    anonymous: {},
    'tenant A': { authorization: `Bearer ${a.token}` },
    'tenant B': { authorization: `Bearer ${b.token}` },
  };
  const anonymous = createAccount(gatewayUrl);
  const { data } = await anonymous.ask('{ searchCompanies(text: "bakkerij", first: 1) { nodes { id } } }');
  const { searchCompanies } = data as { searchCompanies: { nodes: { id: string }[] } };
  const company = searchCompanies.nodes[0]?.id ?? '';
  operations = await everyOperation(anonymous, {
    id: [...ids, company, 'software'],
    valuationId: ids,
    number: [1],
    registrationNumber: [company.slice(2)],
    text: ['bakkerij'],
    code: ['6201'],
    input: [{ draft: DRAFT }],
  });
  await sleep(REPLICA_LAG_MS);
  uncached = await startGateway(UNCACHED);
  own = new Map(
    await Promise.all(
      operations.map(async (operation) => {
        const answers = askersOf(operation).map((headers) => get(uncached.url, operation, headers));
        return [operation.url, (await Promise.all(answers)).map(({ answer }) => answer)] as const;
      }),
    ),
  );
  cached = await startGateway({});
  const urls = inject('gatewayEnv')
    ['SUBGRAPH_URLS']?.split(',')
    .map((entry) => entry.split('=') as [string, string]);
  const throughProxies = (urls ?? []).map(async ([name, url]) => {
    const proxy = await startKeepableAnswers(url);
    proxies.push(proxy);
    return `${name}=${proxy.url}`;
  });
  keepable = { SUBGRAPH_URLS: (await Promise.all(throughProxies)).join(','), RULE_SET_VERSION: 'keepable' };
});

afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await admin.revokeKey(key.id);
});

const PUBLIC = ['company', 'businessTypes', 'searchCompanies', 'Search'];
const PRIVATE = ['me', 'valuation', 'MyValuations'];

describe('of every operation, anonymous clients, two tenants and a partner are told what is theirs: 0 answers crossed', () => {
  test('by a gateway with its caches', async () => {
    const { crossed, kept } = await askAll(cached.url);
    expect(crossed).toEqual([]);
    expect(kept).toEqual(expect.arrayContaining([...PUBLIC, 'FindCompanies']));
  });

  test('whatever subgraphs let be kept, in memory and by a gateway that finds in Redis what another has kept', async () => {
    for (const gateway of [await startGateway(keepable), await startGateway(keepable)]) {
      const { crossed, kept } = await askAll(gateway.url);
      expect(crossed).toEqual([]);
      expect(kept).toEqual(expect.arrayContaining([...PUBLIC, ...PRIVATE]));
    }
  });

  test('negative control: without the division by identity answers cross', async () => {
    const undivided = await startGateway({ ...keepable, REDIS_URL: '' }, () => 'everybody');
    expect((await askAll(undivided.url)).crossed).toEqual(expect.arrayContaining(PRIVATE));
  });
});

describe.skipIf(!hasVarnish)('and so they are through Varnish', () => {
  let varnish: TestVarnish;
  beforeAll(async () => {
    varnish = await startTestVarnish(cached.url);
  });
  afterAll(() => varnish.stop());

  test('0 answers crossed', async () => {
    const { crossed, kept } = await askAll(varnish.url);
    expect(crossed).toEqual([]);
    expect(kept).toEqual(expect.arrayContaining(PUBLIC));
  });

  test('which holds what is public, whoever asks, and nothing that is private or needs a key', async () => {
    for (const operation of operations) {
      const outcomes = [];
      for (const headers of askersOf(operation)) outcomes.push((await get(varnish.url, operation, headers)).cdn);
      if (operation.name === 'businessTypes') expect(outcomes).toEqual(['hit', 'hit', 'hit']);
      if ([...PRIVATE, 'FindCompanies'].includes(operation.name)) expect(outcomes).not.toContain('hit');
    }
  });

  test('negative control: without its rules answers cross', async () => {
    const leaking = await startTestVarnish(uncached.url, { change: holdingEverything });
    try {
      expect((await askAll(leaking.url)).crossed).toEqual(expect.arrayContaining(PRIVATE));
    } finally {
      await leaking.stop();
    }
  });
});

describe('every registered mutation', () => {
  /** What is new each time it is carried out. */
  const NEW = /"(?:accessToken|id|expiresAt|requestId)":"[^"]*"|"(?:number|revision)":\d+/g;

  test('is carried out anew for each caller, and never answered from what is kept', async () => {
    const varnish = hasVarnish ? await startTestVarnish(cached.url) : undefined;
    const send = async (base: string, { client, id, variables }: AskedOperation, headers: Headers) => {
      const response = await fetch(`${base}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'apollographql-client-name': client ?? '', ...headers },
        body: JSON.stringify({ id, variables }),
      });
      expect(response.headers.get('cache-status') ?? '').not.toContain('hit');
      return `${response.status} ${(await response.text()).replace(NEW, '')}`;
    };
    try {
      for (const operation of operations.filter(({ type }) => type === 'mutation'))
        for (const [caller, headers] of Object.entries(callers)) {
          const answer = await send(uncached.url, operation, headers);
          for (const { url } of [cached, varnish ?? cached])
            expect([operation.name, caller, await send(url, operation, headers)]).toEqual([
              operation.name,
              caller,
              answer,
            ]);
        }
    } finally {
      await varnish?.stop();
    }
  });
});
