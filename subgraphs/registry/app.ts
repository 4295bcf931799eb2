import { readFile } from 'node:fs/promises';
import type { Database } from '../../lib/db.ts';
import type { Logger } from '../../lib/log.ts';
import { createSubgraphServer } from '../../lib/subgraph-server.ts';
import type { SubgraphServer } from '../../lib/subgraph-server.ts';
import type { RegistryConfig } from './config.ts';
import { createContext } from './context.ts';
import type { RegistrySchema } from './data/tables.ts';
import { resolvers } from './resolvers/index.ts';

export interface RegistrySubgraphOptions {
  readonly config: RegistryConfig;
  readonly database: Database<RegistrySchema>;
  readonly logger: Logger;
}

/** The registry subgraph. It uses the database and leaves closing it to the caller. */
export async function createRegistrySubgraph({
  config,
  database,
  logger,
}: RegistrySubgraphOptions): Promise<SubgraphServer> {
  return createSubgraphServer({
    name: 'registry',
    sdl: await readFile(new URL('../../schema/registry.graphql', import.meta.url), 'utf8'),
    resolvers,
    createContext: (scope) => createContext(database.forSession(scope.databaseSession).read, scope),
    config,
    logger,
    checkReady: () => database.ping(),
  });
}
