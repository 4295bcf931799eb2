import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTVerifyResult } from 'jose';
import { loadConfig } from '../../../lib/config.ts';
import { createDatabase } from '../../../lib/db.ts';
import { ANONYMOUS } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';
import { createLogger } from '../../../lib/log.ts';
import { createUserSubgraph } from '../../../subgraphs/user/app.ts';
import { userConfig } from '../../../subgraphs/user/config.ts';
import type { UserSchema } from '../../../subgraphs/user/data/tables.ts';
import { ACQUIRE_TIMEOUT_MS, createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { createSignedClient, guest, SIGNING_SECRET } from '../../support/signed-client.ts';
import type { GraphQLResponse } from '../../support/signed-client.ts';
import { startScriptedOwner } from './scripted-owner.ts';

export const PASSWORD = 'correct horse battery staple';
export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

export interface Authentication {
  readonly user: { readonly id: string; readonly email: string; readonly displayName: string | null };
  readonly accessToken: string;
  readonly accessTokenExpiresAt: string;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: string;
  readonly guestMigration: { readonly status: string; readonly valuationCount: number | null } | null;
}

const AUTHENTICATION = `{
  user { id email displayName }
  accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt
  guestMigration { status valuationCount }
}`;

/** A private ES256 key as a person would put it into JWT_SIGNING_KEYS. */
export function createSigningJwk(kid: string): Record<string, unknown> {
  return { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kid };
}

/** The environment of the service, on the given database. */
export function environment(databaseUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'test',
    SIGNING_SECRETS: SIGNING_SECRET,
    DATABASE_URL: databaseUrl,
    JWT_SIGNING_KEYS: JSON.stringify([createSigningJwk('current'), createSigningJwk('previous')]),
  };
}

export type UserSubgraph = Awaited<ReturnType<typeof startUserSubgraph>>;

export interface UserSubgraphOptions {
  /** The address by which the subgraph reaches its database, given the real one. */
  readonly through?: (databaseUrl: string) => string;
  /** Fills the database before the subgraph starts. */
  readonly prepare?: (database: TestDatabase) => Promise<unknown>;
}

/** The user subgraph on a database of its own, beside scripted valuation and ai subgraphs, with a clock that tests move. */
export async function startUserSubgraph({ through = (url) => url, prepare }: UserSubgraphOptions = {}) {
  const database: TestDatabase = await createTestDatabase();
  await prepare?.(database);
  const valuation = await startScriptedOwner('valuation');
  const ai = await startScriptedOwner('ai');
  const config = loadConfig('user', userConfig, {
    ...environment(through(database.urlFor('user'))),
    VALUATION_URL: valuation.url,
    AI_URL: ai.url,
  });
  const logger = createLogger('user', 'silent');
  let now = Date.now();
  const clock = () => new Date(now);

  const instances = new Set<{ readonly url: string; close(): Promise<void> }>();
  const startInstance = async () => {
    const connections = createDatabase<UserSchema>({
      primaryUrl: config.DATABASE_URL,
      replicaUrls: [],
      poolSize: 10,
      acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
      applicationName: 'user',
      logger,
    });
    const subgraph = await createUserSubgraph({ config: { ...config, PORT: 0 }, database: connections, logger, clock });
    const instance = {
      url: await subgraph.listen(),
      close: async () => {
        instances.delete(instance);
        await subgraph.close();
        await connections.close();
      },
    };
    instances.add(instance);
    return instance;
  };
  const first = await startInstance();
  const { url } = first;
  const ask = createSignedClient('user', url);

  const authenticate = async (identity: Identity, field: string, input: object) => {
    const query = `mutation ($input: ${field === 'login' ? 'LoginInput' : 'RegisterInput'}!) { result: ${field}(input: $input) ${AUTHENTICATION} }`;
    return ask<{ result: Authentication } | null>(identity, query, { input });
  };
  /** The result of a request that must succeed. */
  const resultOf = (response: GraphQLResponse<{ result: Authentication } | null>): Authentication => {
    if (!response.data) throw new Error(`Refused: ${JSON.stringify(response.errors)}`);
    return response.data.result;
  };

  return {
    url,
    database,
    valuation,
    ai,
    ask,
    clock,
    advance: (durationMs: number) => {
      now += durationMs;
    },
    register: (input: object, identity: Identity = ANONYMOUS) => authenticate(identity, 'register', input),
    login: (input: object, identity: Identity = ANONYMOUS) => authenticate(identity, 'login', input),
    refresh: (refreshToken: string) =>
      ask<{ result: Authentication } | null>(
        ANONYMOUS,
        `mutation ($refreshToken: String!) { result: refreshTokens(refreshToken: $refreshToken) ${AUTHENTICATION} }`,
        { refreshToken },
      ),
    logout: async (refreshToken: string) => {
      const { data } = await ask<{ logout: { sessionEnded: boolean } }>(
        ANONYMOUS,
        'mutation ($refreshToken: String!) { logout(refreshToken: $refreshToken) { sessionEnded } }',
        { refreshToken },
      );
      return data.logout.sessionEnded;
    },
    resultOf,
    /** Another process of the service, as far as the database can tell. */
    startInstance,
    /** Stops the instance that `url` and the requests here belong to. */
    stopFirstInstance: () => first.close(),
    /** Somebody new, registered and signed in. */
    registerSomebody: async (identity: Identity = ANONYMOUS) => {
      const email = `${randomUUID()}@example.com`;
      return resultOf(await authenticate(identity, 'register', { email, password: PASSWORD }));
    },
    /** A new guest session's identity, as the gateway makes it of the token. */
    startGuest: async (): Promise<Identity> => {
      const { data } = await ask<{ startGuestSession: { guestSession: { id: string } } }>(
        ANONYMOUS,
        'mutation { startGuestSession { guestSession { id } } }',
      );
      return guest(data.startGuestSession.guestSession.id);
    },
    /** Checks a token as the gateway does: against the published keys, at the time of the clock. */
    verify: async (token: string): Promise<JWTVerifyResult> => {
      const keySet = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
      return jwtVerify(token, createLocalJWKSet(keySet), {
        issuer: 'valuation-graph',
        audience: 'gateway',
        algorithms: ['ES256'],
        currentDate: clock(),
      });
    },
    close: async () => {
      await Promise.all([...instances].map((instance) => instance.close()));
      await valuation.close();
      await ai.close();
      await database.drop();
    },
  };
}
