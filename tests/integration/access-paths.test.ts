import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFirstReference, purgeExpiredKeys, runOnce } from '../../lib/db-idempotency.ts';
import * as aiCall from '../../subgraphs/ai/data/ai-call.ts';
import * as modelQuota from '../../subgraphs/ai/data/model-quota.ts';
import * as narrativeClaim from '../../subgraphs/ai/data/narrative-claim.ts';
import * as narrative from '../../subgraphs/ai/data/narrative.ts';
import type { AiTables } from '../../subgraphs/ai/data/tables.ts';
import * as code from '../../subgraphs/registry/data/code.ts';
import * as company from '../../subgraphs/registry/data/company.ts';
import type { RegistrySchema } from '../../subgraphs/registry/data/tables.ts';
import * as auditEntry from '../../subgraphs/user/data/audit-entry.ts';
import * as guestMigration from '../../subgraphs/user/data/guest-migration.ts';
import * as guestSession from '../../subgraphs/user/data/guest-session.ts';
import * as loginThrottle from '../../subgraphs/user/data/login-throttle.ts';
import * as partnerKey from '../../subgraphs/user/data/partner-key.ts';
import * as partner from '../../subgraphs/user/data/partner.ts';
import * as refreshToken from '../../subgraphs/user/data/refresh-token.ts';
import * as session from '../../subgraphs/user/data/session.ts';
import type { UserSchema } from '../../subgraphs/user/data/tables.ts';
import * as users from '../../subgraphs/user/data/user.ts';
import type { ValuationSchema } from '../../subgraphs/valuation/data/tables.ts';
import * as valuationVersion from '../../subgraphs/valuation/data/valuation-version.ts';
import * as valuation from '../../subgraphs/valuation/data/valuation.ts';
import { createTestDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { user } from '../support/signed-client.ts';
import { FILL, VALUATIONS } from '../support/fill-tables.ts';
import { createStatementRecorder } from '../support/statement-recorder.ts';
import type { StatementRecorder } from '../support/statement-recorder.ts';

type Subgraph = Parameters<TestDatabase['urlFor']>[0];
type Call<Schema> = (db: Kysely<Schema>) => Promise<unknown>;
type FunctionNames<Module> = {
  [Name in keyof Module]: Module[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Module];

interface Repository {
  readonly file: string;
  readonly module: Readonly<Record<string, unknown>>;
  readonly calls: Readonly<Record<string, Call<never>>>;
}

/** A call of every function of a repository; the type leaves none out. */
const repository =
  <Schema>() =>
  <Module extends object>(
    file: string,
    module: Module,
    calls: { readonly [Name in FunctionNames<Module> & string]: Call<Schema> },
  ): Repository => ({ file, module: module as Repository['module'], calls: calls as never });

/** An import reads and replaces whole tables, so reading them from end to end is right. */
const IMPORT_FILES = ['registry/extract.ts', 'registry/merge.ts', 'registry/staging.ts'];

const now = new Date();
const later = new Date(now.getTime() + 60_000);
const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
const uuid = (text: string): string =>
  createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
const owner = { id: uuid('owner 7') };
/** Known once the tables are filled. */
let valuationIds: string[];
const page = { limit: 51, after: undefined };
const key = (index: number) => ({ id: valuationIds[index] ?? '', ownerId: owner.id });
const versionKeys = () => valuationIds.map((valuationId) => ({ valuationId, number: 1 }));
const narrativeKey = () => ({ valuationId: valuationIds[0] ?? '', versionNumber: 1, language: 'EN' }) as const;

const valuationRepository = repository<ValuationSchema>();
const userRepository = repository<UserSchema>();
const aiRepository = repository<AiTables>();
const registryRepository = repository<RegistrySchema>();

const idempotency = <Schema>() =>
  repository<Schema>()(
    'lib/db-idempotency.ts',
    { findFirstReference, purgeExpiredKeys, runOnce },
    {
      findFirstReference: (db) => findFirstReference(db, request),
      purgeExpiredKeys: (db) => purgeExpiredKeys(db, AbortSignal.timeout(5_000)),
      runOnce: (db) =>
        runOnce(db, request, { apply: async () => 1, referenceTo: (result) => result, recall: async () => 1 }),
    },
  );
const request = {
  identity: user(owner.id),
  key: randomUUID(),
  mutation: 'any',
  input: {},
};

const REPOSITORIES: Readonly<Record<Subgraph, readonly Repository[]>> = {
  valuation: [
    idempotency<ValuationSchema>(),
    valuationRepository('valuation/valuation.ts', valuation, {
      findValuations: (db) => valuation.findValuations(db as never, valuationIds),
      findValuation: (db) => valuation.findValuation(db, key(0).id),
      findValuationsOfOwner: async (db) => {
        await valuation.findValuationsOfOwner(db as never, owner.id, page);
        const after = [now.toISOString(), key(0).id];
        return valuation.findValuationsOfOwner(db as never, owner.id, { ...page, after });
      },
      insertValuation: (db) => valuation.insertValuation(db, { ownerId: owner.id, draft: {} }),
      updateDraft: (db) => valuation.updateDraft(db, { ...key(0), expectedRevision: 1 }, {}),
      updateVersionNumber: (db) => valuation.updateVersionNumber(db, key(1)),
      updateOwner: (db) => valuation.updateOwner(db, { from: uuid('owner 8'), to: uuid('owner 9') }),
    }),
    valuationRepository('valuation/valuation-version.ts', valuationVersion, {
      findVersions: (db) => valuationVersion.findVersions(db, versionKeys()),
      findResults: (db) => valuationVersion.findResults(db, versionKeys()),
      insertVersion: (db) =>
        valuationVersion.insertVersion(
          db,
          {
            valuationId: key(1).id,
            number: 2,
            asOf: '2026-01-01',
            equityValue: { low: 1, mid: 2, high: 3 },
            confidenceScore: 50,
          },
          { draft: {}, result: { engineVersion: '1', ruleSetVersion: '1', seed: 1, asOf: '2026-01-01' } as never },
        ),
    }),
  ],
  user: [
    idempotency<UserSchema>(),
    userRepository('user/user.ts', users, {
      findUsers: (db) => users.findUsers(db, [uuid('user 1'), uuid('user 2')]),
      findUserWithPassword: (db) => users.findUserWithPassword(db, '1@example.com'),
      insertUser: (db) =>
        users.insertUser(db, { email: 'new@example.com', displayName: null, passwordHash: '', createdAt: now }),
      updateUserRoles: (db) => users.updateUserRoles(db, '2@example.com', ['admin']),
    }),
    userRepository('user/partner.ts', partner, {
      findPartners: (db) => partner.findPartners(db, [uuid('partner 1')]),
      findFirstPartners: (db) => partner.findFirstPartners(db),
      findPartnerByClientName: (db) => partner.findPartnerByClientName(db, 'partner-1'),
      lockPartner: (db) => partner.lockPartner(db, uuid('partner 1')),
      insertPartner: (db) => partner.insertPartner(db, { createdAt: now, name: 'new', clientName: 'partner-new' }),
    }),
    userRepository('user/partner-key.ts', partnerKey, {
      findPartnerKeys: (db) => partnerKey.findPartnerKeys(db, [uuid('partner 1'), uuid('partner 2')]),
      findPartnerKey: (db) => partnerKey.findPartnerKey(db, uuid('key 1')),
      lockPartnerKey: (db) => partnerKey.lockPartnerKey(db, uuid('key 1')),
      findPartnerKeyByPrefix: (db) => partnerKey.findPartnerKeyByPrefix(db, '0000000000000001'),
      insertPartnerKey: (db) =>
        partnerKey.insertPartnerKey(db, {
          partnerId: uuid('partner 1'),
          createdAt: now,
          prefix: 'f'.repeat(16),
          keyHash: hash('key'),
          scopes: [],
          expiresAt: null,
        }),
      updatePartnerKeyExpiry: (db) => partnerKey.updatePartnerKeyExpiry(db, uuid('key 1'), later),
      updatePartnerKeyRevoked: (db) => partnerKey.updatePartnerKeyRevoked(db, uuid('key 2'), now),
    }),
    userRepository('user/guest-session.ts', guestSession, {
      findGuestSessions: (db) => guestSession.findGuestSessions(db, [uuid('guest 1'), uuid('guest 2')]),
      insertGuestSession: (db) => guestSession.insertGuestSession(db, { createdAt: now, expiresAt: later }),
      deleteEndedGuestSessions: (db) => guestSession.deleteEndedGuestSessions(db, later, 500),
    }),
    userRepository('user/session.ts', session, {
      insertSession: (db) => session.insertSession(db, { userId: uuid('user 1'), createdAt: now, expiresAt: later }),
      lockSessionOfToken: (db) => session.lockSessionOfToken(db, hash('token 5')),
      lockSession: (db) => session.lockSession(db, uuid('session 5')),
      updateSessionExpiry: (db) => session.updateSessionExpiry(db, uuid('session 5'), later),
      deleteSession: (db) => session.deleteSession(db, uuid('session 6')),
      deleteSessionOfToken: (db) => session.deleteSessionOfToken(db, hash('token 7')),
      deleteEndedSessions: (db) => session.deleteEndedSessions(db, later, 500),
    }),
    userRepository('user/refresh-token.ts', refreshToken, {
      findRefreshToken: (db) => refreshToken.findRefreshToken(db, hash('token 8')),
      insertRefreshToken: (db) =>
        refreshToken.insertRefreshToken(db, {
          tokenHash: hash('new'),
          sessionId: uuid('session 9'),
          issuedAt: now,
          expiresAt: later,
        }),
      updateRefreshTokenUsed: (db) => refreshToken.updateRefreshTokenUsed(db, hash('token 8'), now),
      deleteUnusedRefreshTokens: (db) => refreshToken.deleteUnusedRefreshTokens(db, uuid('session 9')),
      deleteEndedRefreshTokens: (db) => refreshToken.deleteEndedRefreshTokens(db, later, 500),
    }),
    userRepository('user/guest-migration.ts', guestMigration, {
      insertGuestMigration: (db) =>
        guestMigration.insertGuestMigration(db, { guestSessionId: uuid('guest 10'), userId: uuid('user 10') }, now),
      claimGuestMigration: (db) => guestMigration.claimGuestMigration(db, later),
      completeGuestMigration: (db) => guestMigration.completeGuestMigration(db, uuid('guest 10'), now),
      addMovedValuations: (db) => guestMigration.addMovedValuations(db, uuid('guest 10'), 1),
    }),
    userRepository('user/audit-entry.ts', auditEntry, {
      insertLoginFailure: (db) => auditEntry.insertLoginFailure(db, uuid('user 1')),
    }),
    userRepository('user/login-throttle.ts', loginThrottle, {
      insertLoginAttempt: (db) =>
        loginThrottle.insertLoginAttempt(db, hash('email 1'), now, {
          freeAttempts: 1,
          windowStartedBefore: now,
          lastAttemptBefore: now,
        }),
      deleteLoginThrottle: (db) => loginThrottle.deleteLoginThrottle(db, hash('email 2')),
      deleteEndedLoginThrottles: (db) => loginThrottle.deleteEndedLoginThrottles(db, later, 500),
    }),
  ],
  ai: [
    idempotency<AiTables>(),
    aiRepository('ai/narrative.ts', narrative, {
      findNarrative: (db) => narrative.findNarrative(db, narrativeKey()),
      findNarrativesOfVersions: (db) =>
        narrative.findNarrativesOfVersions(
          db as never,
          valuationIds.map((valuationId) => ({ valuationId, versionNumber: 1 })),
        ),
      saveNarrative: (db) =>
        narrative.saveNarrative(db, {
          ...narrativeKey(),
          ownerId: owner.id,
          text: 'text',
          source: 'OFFLINE_TEMPLATE',
          model: 'm',
          promptVersion: 'p',
          inputTokens: 0,
          outputTokens: 0,
          costMicroEuro: 0,
          createdAt: now,
        }),
      updateOwner: (db) => narrative.updateOwner(db, { from: owner.id, to: owner.id }),
    }),
    aiRepository('ai/narrative-claim.ts', narrativeClaim, {
      claimNarrative: (db) => narrativeClaim.claimNarrative(db, narrativeKey(), { now, expiresAt: later }),
      releaseClaim: (db) => narrativeClaim.releaseClaim(db, narrativeKey(), randomUUID()),
    }),
    aiRepository('ai/ai-call.ts', aiCall, {
      insertAiCall: (db) =>
        aiCall.insertAiCall(
          db,
          {
            narrative: narrativeKey(),
            createdAt: now,
            model: 'm',
            promptVersion: 'p',
            usage: undefined,
            costMicroEuro: 1,
            durationMs: 1,
            outcome: 'ANSWERED',
          },
          later,
        ),
      sumCallCosts: (db) => aiCall.sumCallCosts(db, narrativeKey()),
    }),
    aiRepository('ai/model-quota.ts', modelQuota, {
      reserveQuota: (db) =>
        modelQuota.reserveQuota(
          db,
          { model: 'm', tokens: 1, now },
          { requestsPerMinute: 9, tokensPerMinute: 9, requestsPerDay: 9 },
        ),
    }),
  ],
  registry: [
    registryRepository('registry/company.ts', company, {
      findCompanies: (db) => company.findCompanies(db as never, ['BE1', 'BE2']),
      findCompanyNames: (db) => company.findCompanyNames(db as never, ['BE1', 'BE2']),
      findCompanyAddresses: (db) => company.findCompanyAddresses(db as never, ['BE1', 'BE2']),
      findCompanyActivities: (db) => company.findCompanyActivities(db as never, ['BE1', 'BE2']),
      searchCompanies: async (db) => {
        const search = { searchText: 'c4ca4238', limit: 21 };
        await company.searchCompanies(db as never, { ...search, after: undefined });
        return company.searchCompanies(db as never, { ...search, after: { score: 1, id: 'BE1' } });
      },
    }),
    registryRepository('registry/code.ts', code, {
      findLegalCodes: (db) => code.findLegalCodes(db as never, ['FORM 610']),
      findNaceCodes: (db) => code.findNaceCodes(db as never, ['2025 10711', '2008 10711']),
      searchNaceCodes: (db) =>
        code.searchNaceCodes(db as never, { version: 2025, searchText: 'bakery', codePrefix: '107', limit: 20 }),
    }),
  ],
};

/** The user subgraph's own work names nobody. */
const ACTORS: Readonly<Record<Subgraph, string>> = {
  valuation: `user:${owner.id}`,
  user: '',
  ai: `user:${owner.id}`,
  registry: '',
};

let database: TestDatabase;
const recorders = new Map<Subgraph, StatementRecorder>();
beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(FILL);
  await database.query('vacuum analyze');
  const rows = await database.query<{ id: string }>(
    'select id from app_valuation.valuations where owner_id = $1 limit 50',
    [owner.id],
  );
  valuationIds = rows.map(({ id }) => id);
  for (const subgraph of Object.keys(REPOSITORIES) as Subgraph[])
    recorders.set(subgraph, createStatementRecorder(database.urlFor(subgraph), ACTORS[subgraph]));
}, 120_000);
afterAll(async () => {
  for (const recorder of recorders.values()) await recorder.close();
  await database.drop();
});

const recorderOf = (subgraph: Subgraph): StatementRecorder => recorders.get(subgraph) as StatementRecorder;

async function scansOf(subgraph: Subgraph, call: Call<never>) {
  const recorder = recorderOf(subgraph);
  const statements = await recorder.record(call);
  expect(statements.length).toBeGreaterThan(0);
  const scans: string[] = [];
  for (const statement of statements)
    for (const table of await recorder.findSequentialScans(statement)) scans.push(`${table} by ${statement.sql}`);
  return scans;
}

test('every file of queries and every function in it is called here', async () => {
  const files: string[] = [];
  for (const subgraph of Object.keys(REPOSITORIES))
    for (const file of await readdir(new URL(`../../subgraphs/${subgraph}/data/`, import.meta.url)))
      if (file !== 'tables.ts') files.push(`${subgraph}/${file}`);
  const repositories = Object.values(REPOSITORIES).flat();
  const called = repositories.map(({ file }) => file).filter((file) => !file.startsWith('lib/'));
  expect([...called, ...IMPORT_FILES].sort()).toEqual(files.sort());
  for (const { module, calls } of repositories)
    expect(Object.keys(calls).sort()).toEqual(
      Object.keys(module)
        .filter((name) => typeof module[name] === 'function')
        .sort(),
    );
});

describe.each(Object.entries(REPOSITORIES) as [Subgraph, readonly Repository[]][])(
  `among ${VALUATIONS.toLocaleString('en')} valuations the %s subgraph`,
  (subgraph, repositories) => {
    const calls = repositories.flatMap(({ calls }) => Object.entries(calls));
    test.each(calls)('finds by an index what %s needs', async (_name, call) => {
      expect(await scansOf(subgraph, call)).toEqual([]);
    });
  },
);

test('versions are looked for in the months of their valuations alone', async () => {
  const recorder = recorderOf('valuation');
  for (const find of [valuationVersion.findVersions, valuationVersion.findResults]) {
    const [statement] = await recorder.record<ValuationSchema>((db) => find(db, versionKeys()));
    const tables = await recorder.findTables(statement ?? { sql: '', parameters: [] });
    // The valuations of one owner here are all of one month.
    expect(tables.filter((name) => /^valuation_(versions|results)/.test(name))).toHaveLength(1);
  }
});

test('a query whose index is gone is refused', async () => {
  await database.query('drop index app_valuation.valuations_owner_id_updated_at_id');
  const [scan] = await scansOf('valuation', ((db: Kysely<ValuationSchema>) =>
    valuation.findValuationsOfOwner(db as never, owner.id, page)) as never);
  expect(scan).toMatch(/^valuations by select/);
});
