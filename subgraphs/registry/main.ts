import { loadConfig } from '../../lib/config.ts';
import { createDatabase } from '../../lib/db.ts';
import { createLogger } from '../../lib/log.ts';
import { runService } from '../../lib/run-service.ts';
import { createRegistrySubgraph } from './app.ts';
import { registryConfig } from './config.ts';
import type { RegistrySchema } from './data/tables.ts';

await runService('registry', async () => {
  const config = loadConfig('registry', registryConfig, process.env);
  const logger = createLogger('registry', config.LOG_LEVEL);
  const database = createDatabase<RegistrySchema>({
    primaryUrl: config.DATABASE_URL,
    replicaUrls: config.DATABASE_REPLICA_URLS,
    poolSize: config.DATABASE_POOL_SIZE,
    acquireTimeoutMs: config.DATABASE_ACQUIRE_TIMEOUT_MS,
    applicationName: 'registry',
    logger,
  });
  const subgraph = await createRegistrySubgraph({ config, database, logger });
  return {
    url: await subgraph.listen(),
    logger,
    close: async () => {
      await subgraph.close();
      await database.close();
    },
  };
});
