import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { calculate, createAccount, saveDraft, startGuest } from '../support/account.ts';
import type { Account } from '../support/account.ts';
import { holdingEverything, isInstalled, startTestVarnish } from '../support/cdn.ts';
import type { TestVarnish } from '../support/cdn.ts';
import { everyQuery } from '../support/every-query.ts';

interface AskedGet {
  readonly name: string;
  readonly text: string;
  readonly variables: Record<string, unknown>;
  readonly url: string;
}

const hasVarnish = await isInstalled('varnishd');
const gatewayUrl = inject('gatewayUrl');
const anonymous = createAccount(gatewayUrl);
let identities: Account[];
let asked: AskedGet[];
let varnish: TestVarnish;

/** The URL of an automatic persisted query, which the gateway is told of first. */
async function persistedUrl(text: string, variables: Record<string, unknown>): Promise<string> {
  const sha256Hash = createHash('sha256').update(text).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  await fetch(`${gatewayUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text, variables, extensions }),
  });
  const encode = (value: object): string => encodeURIComponent(JSON.stringify(value));
  return `/graphql?variables=${encode(variables)}&extensions=${encode(extensions)}`;
}

async function get(cdn: TestVarnish, url: string, { token }: Account) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(cdn.url + url, { headers, signal: AbortSignal.timeout(20_000) });
  return { outcome: response.headers.get('x-cache'), answer: (await response.json()) as object };
}

/** Errors name their request, which differs. */
const comparable = (answer: object): string => JSON.stringify(answer).replace(/"requestId":"[^"]*"/g, '');

/** Every query, by each identity in turn, twice; those whose answer was not what the gateway itself tells that identity. */
async function findCrossed(cdn: TestVarnish): Promise<string[]> {
  const crossed = [];
  for (const { name, text, variables, url } of asked)
    for (const account of [...identities, ...identities]) {
      const { answer } = await get(cdn, url, account);
      if (comparable(answer) !== comparable(await account.ask(text, variables))) crossed.push(name);
    }
  return crossed;
}

beforeAll(async () => {
  if (!hasVarnish) return;
  const tenants = [await startGuest(gatewayUrl), await startGuest(gatewayUrl)];
  identities = [anonymous, ...tenants];
  const ids: string[] = [];
  for (const tenant of tenants) {
    const id = await saveDraft(tenant);
    await calculate(tenant, id);
    ids.push(id);
  }
  const { data } = await anonymous.ask('{ searchCompanies(text: "bakkerij", first: 1) { nodes { id } } }');
  const { searchCompanies } = data as { searchCompanies: { nodes: { id: string }[] } };
  const company = searchCompanies.nodes[0]?.id ?? '';
  const values: Record<string, unknown[]> = {
    id: [...ids, company, 'software'],
    valuationId: ids,
    number: [1],
    registrationNumber: [company.slice(2)],
    text: ['bakkerij'],
    code: ['6201'],
  };
  asked = [];
  for (const { field, text, variables: names } of await everyQuery(anonymous)) {
    const unknown = names.filter((name) => !values[name]);
    if (unknown.length > 0) throw new Error(`Give values for the arguments ${unknown.join(', ')} of ${field}.`);
    let all: Record<string, unknown>[] = [{}];
    for (const name of names)
      all = all.flatMap((variables) => (values[name] ?? []).map((value) => ({ ...variables, [name]: value })));
    for (const variables of all) asked.push({ name: field, text, variables, url: await persistedUrl(text, variables) });
  }
  varnish = await startTestVarnish(gatewayUrl);
});
afterAll(() => varnish?.stop());

describe.skipIf(!hasVarnish)('every query of the platform through Varnish', () => {
  test('gives each of three identities the answer that is theirs: 0 crossed', async () => {
    expect(asked.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['me', 'valuation', 'company', 'businessTypes']),
    );
    expect(await findCrossed(varnish)).toEqual([]);
  });

  test('would give some of them the answers of others without the rules', async () => {
    const leaking = await startTestVarnish(gatewayUrl, { change: holdingEverything });
    try {
      expect(await findCrossed(leaking)).toEqual(expect.arrayContaining(['me', 'valuation']));
    } finally {
      await leaking.stop();
    }
  });

  test('comes from Varnish when it is public, whoever asks', async () => {
    const { url } = asked.find(({ name }) => name === 'businessTypes') as AskedGet;
    for (const account of identities) expect((await get(varnish, url, account)).outcome).toBe('hit');
  });
});
