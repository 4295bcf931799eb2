import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANONYMOUS } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import { startChangedSubgraph } from '../support/changed-service.ts';
import type { SourceChange } from '../support/changed-service.ts';
import { createTestDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { createSignedClient, SIGNING_SECRET, user } from '../support/signed-client.ts';
import type { GraphQLResponse } from '../support/signed-client.ts';
import { overSignedStream, until } from '../support/stream-clients.ts';
import { environment as userEnvironment, PASSWORD } from './user/user-subgraph.ts';
import { SMALL_DRAFT } from './valuation/example-drafts.ts';

/** Every check of ownership in the subgraphs, taken out. */
const WITHOUT_CHECKS: Readonly<Record<'user' | 'valuation' | 'ai', readonly SourceChange[]>> = {
  user: [
    {
      file: 'subgraphs/user/operations/load-own-account.ts',
      from: 'id === context.identity.id ? await loadAccount(context) : null',
      to: 'await loadAccount({ ...context, identity: { ...context.identity, id } })',
    },
    {
      file: 'subgraphs/user/operations/load-own-account.ts',
      from: `identity.kind === 'user' && id === identity.id`,
      to: 'true',
    },
    {
      file: 'subgraphs/user/operations/load-own-account.ts',
      from: `identity.kind === 'guest' && id === identity.id`,
      to: 'true',
    },
  ],
  valuation: [
    {
      file: 'subgraphs/valuation/operations/require-own-valuation.ts',
      from: 'valuation?.ownerId !== account.id',
      to: 'valuation === null',
    },
    {
      file: 'subgraphs/valuation/operations/require-own-account.ts',
      from: 'requireAccount(identity).id !== id',
      to: 'requireAccount(identity).id === undefined',
    },
    {
      file: 'subgraphs/valuation/operations/require-stored-valuation.ts',
      from: 'saved?.ownerId === ownerId',
      to: 'saved',
    },
    {
      file: 'subgraphs/valuation/operations/refused-update.ts',
      from: 'valuation?.ownerId !== ownerId',
      to: 'valuation === undefined',
    },
    {
      file: 'subgraphs/valuation/operations/follow-progress.ts',
      from: 'valuation?.ownerId !== ownerId',
      to: 'valuation === undefined',
    },
    {
      file: 'subgraphs/valuation/operations/migrate-guest-valuations.ts',
      from: `identity.kind !== 'service' || identity.id !== 'user'`,
      to: 'false',
    },
    {
      file: 'subgraphs/valuation/data/valuation.ts',
      from: `.where('owner_id', '=', ownerId)\n    .$if(expected`,
      to: '.$if(expected',
    },
  ],
  ai: [
    {
      file: 'subgraphs/ai/resolvers/valuation-version.ts',
      from: 'requireAccount(identity).id !== ownerId',
      to: 'requireAccount(identity).id === undefined',
    },
    {
      file: 'subgraphs/ai/operations/migrate-guest-narratives.ts',
      from: `identity.kind !== 'service' || identity.id !== 'user'`,
      to: 'false',
    },
  ],
};

const COMPANY = 'Secret Takeover NV';
const MALLORY = user(randomUUID());

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

type Subgraph = keyof typeof WITHOUT_CHECKS;
type Ask = (
  subgraph: Subgraph,
  identity: Identity,
  query: string,
  variables?: Record<string, unknown>,
) => Promise<GraphQLResponse<unknown>>;

interface Subgraphs extends AsyncDisposable {
  readonly ask: Ask;
  readonly valuationUrl: string;
}

async function startSubgraphs(changes: Partial<typeof WITHOUT_CHECKS>): Promise<Subgraphs> {
  const start = (name: Subgraph, env: Record<string, string>) =>
    startChangedSubgraph(
      name,
      { SIGNING_SECRETS: SIGNING_SECRET, LOG_LEVEL: 'silent', DATABASE_URL: database.urlFor(name), ...env },
      changes[name] ?? [],
    );
  const [accounts, valuation] = await Promise.all([
    start('user', userEnvironment(database.urlFor('user'))),
    start('valuation', {}),
  ]);
  const ai = await start('ai', { VALUATION_URL: `${valuation.url}/graphql` });
  const subgraphs = { user: accounts, valuation, ai };
  return {
    ask: (name, identity, query, variables) =>
      createSignedClient(name, subgraphs[name].url)(identity, query, variables),
    valuationUrl: valuation.url,
    async [Symbol.asyncDispose]() {
      await Promise.all(Object.values(subgraphs).map((service) => service.stop()));
    },
  };
}

let sound: Subgraphs;
let mutants: Subgraphs;
beforeAll(async () => {
  [sound, mutants] = await Promise.all([startSubgraphs({}), startSubgraphs(WITHOUT_CHECKS)]);
}, 60_000);
afterAll(async () => {
  await sound[Symbol.asyncDispose]();
  await mutants[Symbol.asyncDispose]();
});

interface Victim {
  readonly id: string;
  readonly email: string;
  readonly guestId: string;
  readonly valuationId: string;
}

const SAVE = `mutation ($input: SaveValuationDraftInput!) { saveValuationDraft(input: $input) { valuation { id } } }`;
const CALCULATE = `mutation ($id: ID!) { calculateValuation(input: { valuationId: $id }) { version { number } } }`;
const WRITE_NARRATIVE = `mutation ($id: ID!) { writeNarrative(input: { valuationId: $id }) { narrative { text } } }`;

async function createVictim(): Promise<Victim> {
  const ask = async <Data>(...request: Parameters<Ask>): Promise<Data> => {
    const { data, errors } = await sound.ask(...request);
    expect(errors).toBeUndefined();
    return data as Data;
  };
  const email = `${randomUUID()}@example.com`;
  const { register } = await ask<{ register: { user: { id: string } } }>(
    'user',
    ANONYMOUS,
    'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }',
    { input: { email, password: PASSWORD } },
  );
  const { startGuestSession } = await ask<{ startGuestSession: { guestSession: { id: string } } }>(
    'user',
    ANONYMOUS,
    'mutation { startGuestSession { guestSession { id } } }',
  );
  const { id } = register.user;
  const owner = user(id);
  const { saveValuationDraft } = await ask<{ saveValuationDraft: { valuation: { id: string } } }>(
    'valuation',
    owner,
    SAVE,
    { input: { draft: { ...SMALL_DRAFT, companyName: COMPANY } } },
  );
  const valuationId = saveValuationDraft.valuation.id;
  await ask('valuation', owner, CALCULATE, { id: valuationId });
  await ask('ai', owner, WRITE_NARRATIVE, { id: valuationId });
  return { id, email, guestId: startGuestSession.guestSession.id, valuationId };
}

let victim: Victim;
beforeEach(async () => {
  victim = await createVictim();
});

const REFERENCE = (fields: string) => `query ($of: _Any!) { _entities(representations: [$of]) { ... on ${fields} } }`;

/** The attempts of somebody else to read or change what is the victim's, by name; each says whether it succeeded. */
function attemptsOn({ ask, valuationUrl }: Subgraphs): Record<string, () => Promise<boolean>> {
  const { id, email, guestId, valuationId } = victim;
  const shows = async (secret: string, subgraph: Subgraph, query: string, variables: Record<string, unknown>) =>
    JSON.stringify(await ask(subgraph, MALLORY, query, variables)).includes(secret);
  const refer = (secret: string, subgraph: Subgraph, fields: string, of: object) =>
    shows(secret, subgraph, REFERENCE(fields), { of });
  const count = async (sql: string): Promise<number> =>
    (await database.query<{ count: number }>(`select count(*)::int as count from ${sql}`))[0]?.count ?? 0;
  const version = { __typename: 'ValuationVersion', valuationId, number: 1, ownerId: id };
  const move = { guestSessionId: id, userId: MALLORY.id };
  const save = { input: { id: valuationId, draft: { companyName: 'Taken over' } } };
  return {
    'a valuation': () =>
      shows(COMPANY, 'valuation', 'query ($id: ID!) { valuation(id: $id) { draft { companyName } } }', {
        id: valuationId,
      }),
    'a valuation by reference': () =>
      refer(COMPANY, 'valuation', 'Valuation { draft { companyName } }', { __typename: 'Valuation', id: valuationId }),
    'a version by reference': () => refer(COMPANY, 'valuation', 'ValuationVersion { companyName }', version),
    'the list of an account': () =>
      refer(COMPANY, 'valuation', 'Account { valuations { nodes { draft { companyName } } } }', {
        __typename: 'Account',
        id,
      }),
    'the revision of a draft': () =>
      shows('PRECONDITION_FAILED', 'valuation', SAVE, { input: { ...save.input, expectedRevision: 9 } }),
    'the progress of a valuation': async () => {
      const seen = overSignedStream(
        'valuation',
        valuationUrl,
        MALLORY,
      )({
        query: 'subscription ($id: ID!) { valuationProgress(id: $id) { version { companyName } } }',
        variables: { id: valuationId },
      });
      await until(() => seen.events.length > 0 || seen.error !== undefined || seen.isComplete);
      seen.stop();
      return JSON.stringify(seen.events).includes(COMPANY);
    },
    'a narrative by reference': () => refer(COMPANY, 'ai', 'ValuationVersion { narrative { text } }', version),
    'a narrative that is to be written': () => shows(COMPANY, 'ai', WRITE_NARRATIVE, { id: valuationId }),
    'a user by reference': () => refer(email, 'user', 'User { email }', { __typename: 'User', id }),
    'a guest by reference': () =>
      refer(guestId, 'user', 'GuestSession { id expiresAt }', { __typename: 'GuestSession', id: guestId }),
    'an account by reference': () => refer('createdAt', 'user', 'Account { createdAt }', { __typename: 'Account', id }),
    'calculating a version': async () => {
      await ask('valuation', MALLORY, CALCULATE, { id: valuationId });
      return (await count(`app_valuation.valuation_versions where valuation_id = '${valuationId}'`)) > 1;
    },
    'saving over a draft': async () => {
      await ask('valuation', MALLORY, SAVE, save);
      return (await count(`app_valuation.valuations where id = '${valuationId}' and revision > 1`)) > 0;
    },
    'moving valuations to an account': async () => {
      const text =
        'mutation ($guestSessionId: ID!, $userId: ID!) { migrateGuestValuations(guestSessionId: $guestSessionId, userId: $userId) }';
      await ask('valuation', MALLORY, text, move);
      return (await count(`app_valuation.valuations where owner_id = '${MALLORY.id}'`)) > 0;
    },
    'moving narratives to an account': async () => {
      const text =
        'mutation ($guestSessionId: ID!, $userId: ID!) { migrateGuestNarratives(guestSessionId: $guestSessionId, userId: $userId) }';
      await ask('ai', MALLORY, text, move);
      return (await count(`app_ai.narratives where owner_id = '${MALLORY.id}'`)) > 0;
    },
  };
}

/** The attempts that succeed. */
async function leaksOf(subgraphs: Subgraphs): Promise<string[]> {
  const leaks: string[] = [];
  for (const [name, attempt] of Object.entries(attemptsOn(subgraphs))) if (await attempt()) leaks.push(name);
  return leaks;
}

async function withoutPolicies<Result>(work: () => Promise<Result>): Promise<Result> {
  const tables = await database.query<{ table: string }>(
    `select oid::regclass::text as table from pg_class where relrowsecurity`,
  );
  const switchTo = async (state: 'disable' | 'enable'): Promise<void> => {
    for (const { table } of tables) await database.query(`alter table ${table} ${state} row level security`);
  };
  await switchTo('disable');
  try {
    return await work();
  } finally {
    await switchTo('enable');
  }
}

describe('somebody else reads and changes nothing of an account', () => {
  test('of subgraphs that check no ownership any more, as the policies of PostgreSQL stand', async () => {
    expect(await leaksOf(mutants)).toEqual([]);
  });

  test('of subgraphs that do, with the policies switched off', async () => {
    expect(await withoutPolicies(() => leaksOf(sound))).toEqual([]);
  });

  test('and with both gone every attempt succeeds', async () => {
    expect(await withoutPolicies(() => leaksOf(mutants))).toEqual(Object.keys(attemptsOn(mutants)));
  });
});
