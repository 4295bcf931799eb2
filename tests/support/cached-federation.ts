import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { ScopeOf } from '../../gateway/auth/identity-scope.ts';
import { entityTag } from '../../lib/answer-tags.ts';
import { INVALIDATION_CHANNEL } from '../../lib/cache-invalidation.ts';
import { startRedis } from '../../lib/cluster/redis-process.ts';
import type { RedisProcess } from '../../lib/cluster/redis-process.ts';
import { createRedis } from '../../lib/redis.ts';
import type { Redis } from '../../lib/redis.ts';
import type { RequestScope } from '../../lib/request-scope.ts';
import { compose, startTestGateway, startTestSubgraph, startTokenIssuer } from './gateway.ts';
import type { TestGateway, TokenIssuer } from './gateway.ts';

const CACHE_CONTROL = `
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  enum CacheControlScope { PUBLIC PRIVATE }
`;
const COMPANIES = `${CACHE_CONTROL}
  type Query {
    company(id: ID!): Company
    briefly(id: ID!): Company @cacheControl(maxAge: 1)
    unkept(id: ID!): Company @cacheControl(maxAge: 0)
  }
  type Company @key(fields: "id") @cacheControl(maxAge: 86400) { id: ID! name: String! }
  type Mutation { rename(id: ID!, name: String!): Company }
`;
const ACCOUNTS = `${CACHE_CONTROL}
  type Query { me: Account listed(ids: [ID!]!): [Company!]! @cacheControl(maxAge: 3600) }
  type Account @cacheControl(maxAge: 3600, scope: PRIVATE) { id: ID! note: String favourite: Company }
  type Company @key(fields: "id") @cacheControl(maxAge: 86400) {
    id: ID!
    "What the caller alone sees of it."
    mine: String @cacheControl(maxAge: 3600, scope: PRIVATE)
  }
  type Mutation { setNote(note: String!): Account }
`;

/** What the subgraphs hold and count; tests change it at will. */
export interface World {
  readonly names: Map<string, string>;
  readonly notes: Map<string, string>;
  /** Companies that subgraphs were asked for, one by one. */
  companyReads: number;
  accountReads: number;
  /** Awaited after a name was read and before it is answered. */
  slowness: () => Promise<void> | undefined;
  /** Thrown in place of every company. */
  failure: Error | undefined;
}

/** A machine that is busy may leave Redis no time to answer. */
const countListeners = (redis: Redis): Promise<number> =>
  redis.pubsub('NUMSUB', INVALIDATION_CHANNEL).then(
    ([, count]) => Number(count),
    () => 0,
  );

export interface CachedFederation {
  readonly world: World;
  /** What the gateways serve. */
  readonly supergraph: string;
  readonly issuer: TokenIssuer;
  readonly redis: RedisProcess | undefined;
  /** A gateway with its caches on, and with Redis unless `REDIS_URL` says otherwise. */
  startGateway(env?: Record<string, string>, scopeOf?: ScopeOf): Promise<TestGateway>;
  close(): Promise<void>;
}

/** Companies that everybody may see and notes that only their owners may, in two subgraphs behind any number of gateways. */
export async function startCachedFederation({ withRedis }: { withRedis: boolean }): Promise<CachedFederation> {
  const world: World = {
    names: new Map(),
    notes: new Map(),
    companyReads: 0,
    accountReads: 0,
    slowness: () => undefined,
    failure: undefined,
  };
  const read = async (id: string) => {
    world.companyReads++;
    if (world.failure) throw world.failure;
    const name = world.names.get(id);
    await world.slowness();
    return name === undefined ? null : { __typename: 'Company', id, name };
  };
  const readTagged = (_: unknown, { id }: { id: string }, { dependsOn }: RequestScope) => {
    dependsOn(entityTag('Company', id));
    return read(id);
  };
  const account = ({ identity: { id } }: RequestScope) => ({
    id,
    note: world.notes.get(id) ?? null,
    favourite: { id: '1' },
  });
  const subgraphs = await Promise.all([
    startTestSubgraph('companies', COMPANIES, {
      Query: { company: readTagged, briefly: readTagged, unkept: readTagged },
      Company: { __resolveReference: ({ id }: { id: string }) => read(id) },
      Mutation: {
        rename: (_: unknown, { id, name }: { id: string; name: string }, { changed }: RequestScope) => {
          world.names.set(id, name);
          changed(entityTag('Company', id));
          return { id, name };
        },
      },
    }),
    startTestSubgraph('accounts', ACCOUNTS, {
      Query: {
        me: (_: unknown, _args: unknown, scope: RequestScope) => {
          world.accountReads++;
          return scope.identity.kind === 'anonymous' ? null : account(scope);
        },
        listed: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id })),
      },
      Company: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        mine: (_: unknown, _args: unknown, { identity }: RequestScope) => {
          world.accountReads++;
          return world.notes.get(identity.id) ?? null;
        },
      },
      Mutation: {
        setNote: (_: unknown, { note }: { note: string }, scope: RequestScope) => {
          world.notes.set(scope.identity.id, note);
          return account(scope);
        },
      },
    }),
  ]);
  const supergraph = compose(subgraphs);
  const issuer = await startTokenIssuer();
  const directory = await mkdtemp(path.join(tmpdir(), 'cache-'));
  const redis = withRedis ? await startRedis({ directory, password: 'p'.repeat(32), maxMemoryMb: 64 }) : undefined;
  const bus = redis && createRedis(redis.url, pino({ level: 'silent' }));
  if (bus) await new Promise((resolve) => bus.once('ready', resolve));
  let listening = 0;
  const gateways: TestGateway[] = [];
  return {
    world,
    supergraph,
    issuer,
    redis,
    async startGateway(env = {}, scopeOf) {
      const gateway = await startTestGateway(
        supergraph,
        {
          RESPONSE_CACHE: 'on',
          ENTITY_CACHE: '*',
          JWKS_URL: issuer.jwksUrl,
          ...(redis && { REDIS_URL: redis.url }),
          ...env,
        },
        scopeOf,
      );
      gateways.push(gateway);
      if (bus && env['REDIS_URL'] === undefined) {
        listening++;
        while ((await countListeners(bus)) < listening) await sleep(10);
      }
      return gateway;
    },
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
      await issuer.close();
      bus?.disconnect();
      await redis?.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
