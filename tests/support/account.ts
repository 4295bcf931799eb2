import type { Answer } from './gateway.ts';

/** Somebody at the gateway: asks with the token it holds, and shows what it has written as API clients do. */
export interface Account {
  readonly token: string | undefined;
  /** Proof of what it wrote last. */
  readonly consistencyToken: string | undefined;
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer['body']>;
}

export function createAccount(gatewayUrl: string, token?: string, knownConsistencyToken?: string): Account {
  let consistencyToken = knownConsistencyToken;
  return {
    token,
    get consistencyToken() {
      return consistencyToken;
    },
    async ask(query, variables = {}) {
      const response = await fetch(`${gatewayUrl}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(consistencyToken !== undefined && { 'x-consistency-token': consistencyToken }),
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(20_000),
      });
      consistencyToken = response.headers.get('x-consistency-token') ?? consistencyToken;
      return (await response.json()) as Answer['body'];
    },
  };
}

export async function startGuest(gatewayUrl: string): Promise<Account> {
  const nobody = createAccount(gatewayUrl);
  const { data, errors } = await nobody.ask('mutation { startGuestSession { accessToken } }');
  if (!data) throw new Error(`no guest session was started: ${JSON.stringify(errors)}`);
  const { accessToken } = (data as { startGuestSession: { accessToken: string } }).startGuestSession;
  return createAccount(gatewayUrl, accessToken, nobody.consistencyToken);
}

/** Three years of an invented bakery, enough for every method. */
export const DRAFT = {
  companyName: 'Bakkerij Test',
  countryCode: 'BE',
  industry: 'RETAIL',
  years: [2023, 2024, 2025].map((year, i) => ({
    year,
    revenue: 1_000_000 + i * 80_000,
    ebitda: 150_000 + i * 20_000,
    depreciation: 40_000,
    capex: 40_000,
    workingCapital: 60_000 + i * 3_000,
    ...(year === 2025 && { cash: 90_000, totalDebt: 200_000, totalEquity: 300_000 }),
  })),
  employees: 10,
  owners: 2,
};

/** Saves a draft and returns its id. */
export async function saveDraft(account: Account, draft: object = DRAFT): Promise<string> {
  const { data, errors } = await account.ask(
    'mutation ($draft: ValuationDraftInput!) { saveValuationDraft(input: { draft: $draft }) { valuation { id } } }',
    { draft },
  );
  if (!data) throw new Error(`the draft was not saved: ${JSON.stringify(errors)}`);
  return (data as { saveValuationDraft: { valuation: { id: string } } }).saveValuationDraft.valuation.id;
}

export async function calculate(account: Account, valuationId: string): Promise<Answer['body']> {
  return account.ask(
    'mutation ($id: ID!) { calculateValuation(input: { valuationId: $id }) { version { number equityValue { low mid high } } } }',
    { id: valuationId },
  );
}

export async function writeNarrative(account: Account, valuationId: string): Promise<Answer['body']> {
  return account.ask(
    'mutation ($id: ID!) { writeNarrative(input: { valuationId: $id }) { narrative { text source } version { number } } }',
    { id: valuationId },
  );
}
