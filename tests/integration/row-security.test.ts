import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase } from '../../lib/db.ts';
import type { Database } from '../../lib/db.ts';
import { createDatabaseSession } from '../../lib/db-session.ts';
import { createLogger } from '../../lib/log.ts';
import {
  findNarrative,
  findNarrativesOfVersions,
  saveNarrative,
  updateOwner as moveNarratives,
} from '../../subgraphs/ai/data/narrative.ts';
import type { AiTables } from '../../subgraphs/ai/data/tables.ts';
import { insertGuestMigration } from '../../subgraphs/user/data/guest-migration.ts';
import { insertGuestSession } from '../../subgraphs/user/data/guest-session.ts';
import { insertRefreshToken } from '../../subgraphs/user/data/refresh-token.ts';
import { insertSession } from '../../subgraphs/user/data/session.ts';
import type { UserSchema } from '../../subgraphs/user/data/tables.ts';
import { insertUser } from '../../subgraphs/user/data/user.ts';
import type { ValuationSchema } from '../../subgraphs/valuation/data/tables.ts';
import {
  findValuation,
  findValuations,
  findValuationsOfOwner,
  insertValuation,
  updateDraft,
  updateOwner,
} from '../../subgraphs/valuation/data/valuation.ts';
import { findResults, findVersions, insertVersion } from '../../subgraphs/valuation/data/valuation-version.ts';
import { ACQUIRE_TIMEOUT_MS, createTestDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const logger = createLogger('row-security', 'silent');
const SUMMARY = { asOf: '2026-01-01', equityValue: { low: 1, mid: 2, high: 3 }, confidenceScore: 50 };
const OUTCOME = {
  draft: {},
  result: { engineVersion: '1', ruleSetVersion: '1', seed: 1, asOf: '2026-01-01' } as never,
};

let tables: TestDatabase;
let valuations: Database<ValuationSchema>;
let accounts: Database<UserSchema>;
let narratives: Database<AiTables>;
beforeAll(async () => {
  tables = await createTestDatabase();
  // One connection serves everybody in turn, as a transaction pooler has it.
  const open = <Schema>(subgraph: 'user' | 'valuation' | 'ai') =>
    createDatabase<Schema>({
      primaryUrl: tables.urlFor(subgraph),
      replicaUrls: [],
      poolSize: 1,
      acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
      applicationName: 'row-security',
      logger,
    });
  valuations = open('valuation');
  accounts = open('user');
  narratives = open('ai');
});
afterAll(async () => {
  await valuations.close();
  await accounts.close();
  await narratives.close();
  await tables.drop();
});

const valuationsAs = (actor?: string) => valuations.forSession(createDatabaseSession({ logger }), actor);
const narrativesAs = (actor?: string) => narratives.forSession(createDatabaseSession({ logger }), actor);
const accountsAs = (actor?: string) => accounts.forSession(createDatabaseSession({ logger }), actor);

let owner: string;
let id: string;
beforeEach(async () => {
  owner = randomUUID();
  const { write } = valuationsAs(`user:${owner}`);
  ({ id } = await insertValuation(write, { ownerId: owner, draft: {} }));
  await write
    .transaction()
    .execute((transaction) => insertVersion(transaction, { valuationId: id, number: 1, ...SUMMARY }, OUTCOME));
});

/** How many rows of the owner somebody gets by queries of the subgraph, none of which asks whose they are. */
async function countSeen(actor: string | undefined): Promise<Record<string, number>> {
  const { read, write } = valuationsAs(actor);
  const versions = [{ valuationId: id, number: 1 }];
  return {
    valuations: (await findValuations(read, [id])).length,
    onPrimary: (await findValuation(write, id)) ? 1 : 0,
    ofOwner: (await findValuationsOfOwner(read, owner, { after: undefined, limit: 9 })).length,
    versions: (await findVersions(read, versions)).length,
    results: (await findResults(read, versions)).length,
    inTransaction: await write
      .transaction()
      .execute(async (transaction) => (await transaction.selectFrom('valuations').selectAll().execute()).length),
  };
}

const all = (count: number) => ({
  valuations: count,
  onPrimary: count,
  ofOwner: count,
  versions: count,
  results: count,
  inTransaction: count,
});

const others = (): [string, string | undefined][] => [
  ['another user', `user:${randomUUID()}`],
  ['a guest with the same id as a partner', `partner:${owner}`],
  ['somebody without an account', 'anonymous:'],
  ['another service', 'service:ai'],
  ['work that names nobody', undefined],
];

describe('queries that forget to ask whose a valuation is', () => {
  test('show it to its owner', async () => {
    expect(await countSeen(`user:${owner}`)).toEqual(all(1));
    expect(await countSeen(`guest:${owner}`)).toEqual(all(1));
  });

  test('show nothing of it to anybody else, on a connection that has just served the owner', async () => {
    for (const [who, actor] of others()) {
      await countSeen(`user:${owner}`);
      expect([who, await countSeen(actor)]).toEqual([who, all(0)]);
    }
  });

  test('change nothing of it for anybody else', async () => {
    for (const [, actor] of others()) {
      const { write } = valuationsAs(actor);
      expect(await updateDraft(write, { id, ownerId: owner }, { companyName: 'Taken over' })).toBeUndefined();
      await expect(insertValuation(write, { ownerId: owner, draft: {} })).rejects.toMatchObject({ code: '42501' });
      const version = { valuationId: id, number: 2, ...SUMMARY };
      await expect(insertVersion(write, version, OUTCOME)).rejects.toMatchObject({ code: '42501' });
      expect(await updateOwner(write, { from: owner, to: randomUUID() })).toBe(0);
    }
    expect((await valuationsAs(`user:${owner}`).write.selectFrom('valuations').select('draft').execute())[0]).toEqual({
      draft: {},
    });
  });

  test('leak without the policies', async () => {
    const protectedTables = ['valuations', 'valuation_versions', 'valuation_results'];
    const switchTo = async (state: 'disable' | 'enable'): Promise<void> => {
      for (const table of protectedTables)
        await tables.query(`alter table app_valuation.${table} ${state} row level security`);
    };
    await switchTo('disable');
    const seen = await countSeen(`user:${randomUUID()}`);
    await switchTo('enable');
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  });
});

test('the move of a guest’s valuations is open to the user service alone, and to an owner for none but their own', async () => {
  const user = randomUUID();
  await expect(updateOwner(valuationsAs(`user:${owner}`).write, { from: owner, to: user })).rejects.toMatchObject({
    code: '42501',
  });
  expect(await updateOwner(valuationsAs('service:user').write, { from: owner, to: user })).toBe(1);
  expect(await countSeen(`user:${owner}`)).toEqual(all(0));
});

describe('queries that forget to ask whose a narrative is', () => {
  const key = () => ({ valuationId: id, versionNumber: 1, language: 'EN' as const });
  const narrative = (text: string) => ({
    ...key(),
    ownerId: owner,
    text,
    source: 'OFFLINE_TEMPLATE' as const,
    model: 'm',
    promptVersion: 'p',
    inputTokens: 0,
    outputTokens: 0,
    costMicroEuro: 0,
    createdAt: new Date(),
  });
  const seenBy = async (actor: string | undefined): Promise<number> => {
    const { read, write } = narrativesAs(actor);
    return (await findNarrativesOfVersions(read, [key()])).length + ((await findNarrative(write, key())) ? 1 : 0);
  };
  beforeEach(async () => {
    await saveNarrative(narrativesAs(`user:${owner}`).write, narrative('of the owner'));
  });

  test('show it to its owner, nothing of it to anybody else, and change nothing of it for them', async () => {
    expect(await seenBy(`user:${owner}`)).toBe(2);
    for (const [who, actor] of others()) {
      expect([who, await seenBy(actor)]).toEqual([who, 0]);
      const { write } = narrativesAs(actor);
      await expect(saveNarrative(write, narrative('taken over'))).rejects.toMatchObject({ code: '42501' });
      expect(await moveNarratives(write, { from: owner, to: randomUUID() })).toBe(0);
    }
    const [kept] = await findNarrativesOfVersions(narrativesAs(`user:${owner}`).read, [key()]);
    expect(kept?.text).toBe('of the owner');
  });

  test('leak without the policy', async () => {
    await tables.query('alter table app_ai.narratives disable row level security');
    const seen = await seenBy(`user:${randomUUID()}`);
    await tables.query('alter table app_ai.narratives enable row level security');
    expect(seen).toBe(2);
  });

  test('show it to the new owner alone once the user service has moved it', async () => {
    const to = randomUUID();
    expect(await moveNarratives(narrativesAs('service:user').write, { from: owner, to })).toBe(1);
    expect([await seenBy(`user:${owner}`), await seenBy(`user:${to}`)]).toEqual([0, 2]);
  });
});

test('the audit trail names who did it', async () => {
  const trail = await tables.query(
    'select actor, action from app_valuation.audit_entries where subject_id = $1 order by id',
    [id],
  );
  expect(trail).toEqual([
    { actor: `user:${owner}`, action: 'valuation.created' },
    { actor: `user:${owner}`, action: 'valuation.calculated' },
  ]);
});

describe('a question about an account', () => {
  const ACCOUNT_TABLES = ['users', 'guest_sessions', 'sessions', 'refresh_tokens', 'guest_migrations'] as const;
  let ann: string;
  let guestId: string;
  beforeEach(async () => {
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + 60_000);
    const { write } = accountsAs();
    const email = `${randomUUID()}@example.com`;
    ({ id: ann } = await insertUser(write, { email, displayName: null, passwordHash: '', createdAt }));
    ({ id: guestId } = await insertGuestSession(write, { createdAt, expiresAt }));
    const session = await insertSession(write, { userId: ann, createdAt, expiresAt });
    const tokenHash = createHash('sha256').update(session.id).digest();
    await insertRefreshToken(write, { tokenHash, sessionId: session.id, issuedAt: createdAt, expiresAt });
    await insertGuestMigration(write, { guestSessionId: guestId, userId: ann }, createdAt);
  });

  /** How many rows of each table queries get that ask for all. */
  const count = async (actor: string | undefined): Promise<number[]> => {
    const { read } = accountsAs(actor);
    const rows = ACCOUNT_TABLES.map((table) => read.selectFrom(table).selectAll().execute());
    return (await Promise.all(rows)).map(({ length }) => length);
  };

  test('shows that account and what hangs on it, and nothing of anybody else', async () => {
    expect(await count(`user:${ann}`)).toEqual([1, 0, 1, 1, 1]);
    expect(await count(`guest:${guestId}`)).toEqual([0, 1, 0, 0, 1]);
    for (const actor of [`user:${randomUUID()}`, `partner:${ann}`, 'anonymous:'])
      expect([actor, await count(actor)]).toEqual([actor, [0, 0, 0, 0, 0]]);
  });

  test('shows all of them to work that names nobody, such as signing in', async () => {
    for (const seen of await count(undefined)) expect(seen).toBeGreaterThan(0);
  });

  test('leaks without the policies', async () => {
    const switchTo = async (state: 'disable' | 'enable'): Promise<void> => {
      for (const table of ACCOUNT_TABLES)
        await tables.query(`alter table app_user.${table} ${state} row level security`);
    };
    await switchTo('disable');
    const seen = await count(`user:${randomUUID()}`);
    await switchTo('enable');
    for (const each of seen) expect(each).toBeGreaterThan(0);
  });
});

test('every table has a policy, or docs/tables.md says why it needs none', async () => {
  const page = await readFile('docs/tables.md', 'utf8');
  const [, withPolicy = '', without = ''] =
    /## Who sees which rows([^]*?)\n### Tables without a policy([^]*?)\n## /.exec(page) ?? [];
  const named = (section: string): string[] =>
    [...section.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    );
  const found = await tables.query<{ schema: string; table: string; isProtected: boolean }>(`
    select relnamespace::regnamespace::text as schema, relname as table, relrowsecurity as "isProtected"
      from pg_class
     where relnamespace::regnamespace::text like 'app\\_%' and relkind in ('r', 'p') and not relispartition`);
  const namesOf = (isProtected: boolean): string[] => {
    const names = found
      .filter((each) => each.isProtected === isProtected)
      // All of the register is public, so the page names its schema.
      .map(({ schema, table }) => (schema === 'app_registry' ? schema : table));
    return [...new Set(names)].sort();
  };
  expect(named(withPolicy).sort()).toEqual(namesOf(true));
  expect(named(without).sort()).toEqual(namesOf(false));
});

test('a statement that fails takes nothing from the next on its connection', async () => {
  const { read, write } = valuationsAs(`user:${owner}`);
  await expect(write.selectFrom('nowhere' as never).execute()).rejects.toMatchObject({ code: '42P01' });
  expect(await findValuations(read, [id])).toHaveLength(1);
});
