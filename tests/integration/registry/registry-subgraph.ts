import { ACQUIRE_TIMEOUT_MS } from '../../support/database.ts';
import { loadConfig } from '../../../lib/config.ts';
import { createDatabase } from '../../../lib/db.ts';
import { createLogger } from '../../../lib/log.ts';
import { createRegistrySubgraph } from '../../../subgraphs/registry/app.ts';
import { registryConfig } from '../../../subgraphs/registry/config.ts';
import type { RegistrySchema } from '../../../subgraphs/registry/data/tables.ts';
import { createSignedClient, guest, SIGNING_SECRET } from '../../support/signed-client.ts';

/** The registry subgraph on that database, on a free port. */
export async function startRegistrySubgraph(databaseUrl: string) {
  const config = loadConfig('registry', registryConfig, {
    NODE_ENV: 'test',
    SIGNING_SECRETS: SIGNING_SECRET,
    DATABASE_URL: databaseUrl,
  });
  const logger = createLogger('registry', 'silent');
  const database = createDatabase<RegistrySchema>({
    primaryUrl: config.DATABASE_URL,
    replicaUrls: [],
    poolSize: 5,
    acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
    applicationName: 'registry',
    logger,
  });
  const subgraph = await createRegistrySubgraph({ config: { ...config, PORT: 0 }, database, logger });
  const url = await subgraph.listen();
  const send = createSignedClient('registry', url);
  return {
    ask: <Data = Record<string, unknown>>(query: string, variables: Record<string, unknown> = {}) =>
      send<Data>(guest('somebody'), query, variables),
    close: async () => {
      await subgraph.close();
      await database.close();
    },
  };
}

export type RegistrySubgraph = Awaited<ReturnType<typeof startRegistrySubgraph>>;
