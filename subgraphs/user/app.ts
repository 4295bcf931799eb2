import { readFile } from 'node:fs/promises';
import type { Database } from '../../lib/db.ts';
import { PURGE_INTERVAL_MS } from '../../lib/db-idempotency.ts';
import { makePartitionsAhead, PARTITION_INTERVAL_MS } from '../../lib/db-partitions.ts';
import { actorOf } from '../../lib/identity.ts';
import type { Logger } from '../../lib/log.ts';
import { withPeriodicTasks } from '../../lib/periodic-task.ts';
import { createSubgraphServer } from '../../lib/subgraph-server.ts';
import type { SubgraphServer } from '../../lib/subgraph-server.ts';
import { createAccessTokens } from './access-tokens.ts';
import { createAiClient } from './clients/ai.ts';
import { createValuationClient } from './clients/valuation.ts';
import type { UserConfig } from './config.ts';
import type { UserContext, UserServices } from './context.ts';
import type { UserSchema } from './data/tables.ts';
import { createLoaders } from './loaders.ts';
import { deliverGuestMigrations } from './operations/deliver-guest-migrations.ts';
import { purgeEnded } from './operations/purge-ended.ts';
import { createPasswords } from './passwords.ts';
import { resolvers } from './resolvers/index.ts';
import { publicKeySet } from './signing-keys.ts';

export interface UserSubgraphDependencies {
  readonly config: UserConfig;
  /** Closed by the caller, after the subgraph. */
  readonly database: Database<UserSchema>;
  readonly logger: Logger;
  readonly clock?: () => Date;
}

const DELIVERY_INTERVAL_MS = 1_000;
/** How long a key set is cached, and so how long a new key must be published before it signs. */
const KEY_SET_MAX_AGE_SECONDS = 300;

/** Wires the subgraph. Its background tasks run from `listen` to `close`. */
export async function createUserSubgraph({
  config,
  database,
  logger,
  clock = () => new Date(),
}: UserSubgraphDependencies): Promise<SubgraphServer> {
  const services: UserServices = {
    db: database.write,
    clock,
    passwords: createPasswords(),
    accessTokens: createAccessTokens(config.JWT_SIGNING_KEYS),
    valuation: createValuationClient(config.VALUATION_URL, config.SIGNING_SECRETS),
    ai: createAiClient(config.AI_URL, config.SIGNING_SECRETS),
  };
  const keySet = publicKeySet(config.JWT_SIGNING_KEYS);
  const server = await createSubgraphServer<UserContext>({
    name: 'user',
    sdl: await readFile(new URL('../../schema/user.graphql', import.meta.url), 'utf8'),
    resolvers,
    createContext: (scope) => {
      const { write } = database.forSession(scope.databaseSession);
      const ownDb = database.forSession(scope.databaseSession, actorOf(scope.identity));
      return { ...scope, ...services, db: write, ownDb, loaders: createLoaders(ownDb.read) };
    },
    config,
    logger,
    checkReady: () => database.ping(),
    addRoutes: (app) => {
      app.get('/.well-known/jwks.json', (_request, reply) =>
        reply.header('cache-control', `public, max-age=${KEY_SET_MAX_AGE_SECONDS}`).send(keySet),
      );
    },
  });
  const served = withPeriodicTasks(
    server,
    [
      {
        name: 'deliver guest migrations',
        intervalMs: DELIVERY_INTERVAL_MS,
        run: (signal) => deliverGuestMigrations({ ...services, logger }, signal),
      },
      { name: 'purge what has ended', intervalMs: PURGE_INTERVAL_MS, run: (signal) => purgeEnded(services, signal) },
      {
        name: 'make partitions ahead',
        intervalMs: PARTITION_INTERVAL_MS,
        run: () => makePartitionsAhead(database.write, logger),
      },
    ],
    logger,
  );
  return {
    listen: () => served.listen(),
    close: async () => {
      await served.close();
      await services.valuation.close();
      await services.ai.close();
    },
  };
}
