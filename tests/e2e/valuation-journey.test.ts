import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { calculate, createAccount, DRAFT, saveDraft, startGuest, writeNarrative } from '../support/account.ts';
import type { Account } from '../support/account.ts';

const gatewayUrl = inject('gatewayUrl');
const anonymous = createAccount(gatewayUrl);

/** One operation that needs all four subgraphs. */
const MY_VALUATIONS = `{
  me {
    __typename
    valuations(first: 50) {
      nodes {
        id
        company { name formattedNumber }
        latestVersion { number equityValue { low mid high } narrative { text source } }
      }
    }
  }
}`;

interface MyValuations {
  readonly me: {
    readonly __typename: string;
    readonly valuations: {
      readonly nodes: readonly {
        readonly id: string;
        readonly company: { readonly name: string; readonly formattedNumber: string } | null;
        readonly latestVersion: {
          readonly number: number;
          readonly equityValue: { readonly low: number; readonly mid: number; readonly high: number };
          readonly narrative: { readonly text: string; readonly source: string } | null;
        } | null;
      }[];
    };
  };
}

async function valuationsOf(account: Account): Promise<MyValuations['me']> {
  const { data, errors } = await account.ask(MY_VALUATIONS);
  expect(errors).toBeUndefined();
  return (data as unknown as MyValuations).me;
}

const credentials = () => ({ email: `${randomUUID()}@example.test`, password: 'a long enough passphrase' });

async function signIn(verb: 'register' | 'login', as: Account, input: object) {
  const { data, errors } = await as.ask(
    `mutation ($input: ${verb === 'register' ? 'RegisterInput' : 'LoginInput'}!) {
      ${verb}(input: $input) { accessToken refreshToken user { id } guestMigration { status valuationCount } }
    }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return (data as Record<string, { accessToken: string; refreshToken: string; guestMigration: unknown }>)[verb];
}

describe('a guest', () => {
  let guest: Account;
  let company: { id: string; name: string };
  let valuationId: string;

  beforeAll(async () => {
    guest = await startGuest(gatewayUrl);
    const { data } = await guest.ask('{ searchCompanies(text: "bakker", first: 1) { nodes { id name } } }');
    company = (data as { searchCompanies: { nodes: { id: string; name: string }[] } }).searchCompanies.nodes[0] ?? {
      id: '',
      name: '',
    };
    valuationId = await saveDraft(guest, { ...DRAFT, companyId: company.id });
  });

  test('finds a company by part of its name', () => expect(company.name.toLowerCase()).toContain('bakker'));

  test('calculates a valuation and reads it back with company and narrative in one query', async () => {
    const { data, errors } = await calculate(guest, valuationId);
    expect(errors).toBeUndefined();
    const { equityValue } = (
      data as { calculateValuation: { version: { equityValue: { low: number; mid: number; high: number } } } }
    ).calculateValuation.version;
    expect(equityValue.low).toBeLessThanOrEqual(equityValue.mid);
    expect(equityValue.mid).toBeLessThanOrEqual(equityValue.high);
    expect((await writeNarrative(guest, valuationId)).errors).toBeUndefined();

    const me = await valuationsOf(guest);
    expect(me.__typename).toBe('GuestSession');
    expect(me.valuations.nodes).toEqual([
      {
        id: valuationId,
        company: { name: company.name, formattedNumber: expect.stringMatching(/^\d{4}\.\d{3}\.\d{3}$/) as string },
        latestVersion: {
          number: 1,
          equityValue,
          narrative: { text: expect.stringContaining(DRAFT.companyName) as string, source: 'OFFLINE_TEMPLATE' },
        },
      },
    ]);
  });

  test('takes valuations and narratives along when registering, and another account never sees them', async () => {
    const before = await valuationsOf(guest);
    const person = credentials();
    const registered = await signIn('register', guest, person);
    expect(registered?.guestMigration).toEqual({ status: 'COMPLETED', valuationCount: 1 });

    const user = createAccount(gatewayUrl, registered?.accessToken);
    expect(await valuationsOf(user)).toEqual({ __typename: 'User', valuations: before.valuations });
    expect((await valuationsOf(guest)).valuations.nodes).toEqual([]);

    const again = await signIn('login', anonymous, person);
    expect(await valuationsOf(createAccount(gatewayUrl, again?.accessToken))).toEqual({
      __typename: 'User',
      valuations: before.valuations,
    });

    const stranger = await startGuest(gatewayUrl);
    expect((await valuationsOf(stranger)).valuations.nodes).toEqual([]);
  });

  test('brings valuations into an account that exists already, at login', async () => {
    const person = credentials();
    await signIn('register', anonymous, person);
    const other = await startGuest(gatewayUrl);
    const id = await saveDraft(other);
    const { accessToken } = (await signIn('login', other, person)) ?? {};
    const me = await valuationsOf(createAccount(gatewayUrl, accessToken));
    expect(me.valuations.nodes.map((node) => node.id)).toEqual([id]);
  });
});

describe('a draft', () => {
  test('without revenue cannot be calculated: the answer names the field, and the draft is still there', async () => {
    const guest = await startGuest(gatewayUrl);
    const id = await saveDraft(guest, { ...DRAFT, years: [{ year: 2024, ebitda: 10_000 }] });
    const { errors } = await calculate(guest, id);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', service: 'valuation' });
    expect(JSON.stringify(errors?.[0]?.extensions['fields'])).toContain('years[0].revenue');
    const { data } = await guest.ask('query ($id: ID!) { valuation(id: $id) { draft { years { year ebitda } } } }', {
      id,
    });
    expect(data).toEqual({ valuation: { draft: { years: [{ year: 2024, ebitda: 10_000 }] } } });
  });
});

describe('somebody else’s valuation', () => {
  let id: string;
  let stranger: Account;
  beforeAll(async () => {
    const owner = await startGuest(gatewayUrl);
    id = await saveDraft(owner);
    await calculate(owner, id);
    await writeNarrative(owner, id);
    stranger = await startGuest(gatewayUrl);
  });

  test.each([
    ['read', 'query ($id: ID!) { valuation(id: $id) { id latestVersion { narrative { text } } } }'],
    ['calculated', 'mutation ($id: ID!) { calculateValuation(input: { valuationId: $id }) { version { number } } }'],
    ['changed', 'mutation ($id: ID!) { saveValuationDraft(input: { id: $id, draft: {} }) { valuation { id } } }'],
    [
      'explained',
      'mutation ($id: ID!) { writeNarrative(input: { valuationId: $id }) { narrative { text } version { equityValue { mid } } } }',
    ],
  ])('cannot be %s: it is NOT_FOUND, as one that does not exist', async (_verb, query) => {
    const theirs = await stranger.ask(query, { id });
    const missing = await stranger.ask(query, { id: randomUUID() });
    expect(theirs.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
    expect(theirs.errors?.[0]?.message).toBe(missing.errors?.[0]?.message);
    expect(theirs.data).toEqual(missing.data);
  });

  test.each(['query ($id: ID!) { valuation(id: $id) { id } }', '{ me { id } }'])(
    'needs an account at all: %s',
    async (query) => {
      const { data, errors } = await anonymous.ask(query, { id });
      expect(Object.values(data ?? {})).toEqual([null]);
      expect(errors?.[0]?.extensions['code'] ?? 'no error').toBe(query.includes('me') ? 'no error' : 'UNAUTHENTICATED');
    },
  );

  test('internal fields are not in the public schema', async () => {
    const { errors } = await stranger.ask(
      'mutation ($id: ID!) { migrateGuestValuations(guestSessionId: $id, userId: $id) }',
      { id },
    );
    expect(errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
