import { loadConfig } from '../../lib/config.ts';
import { createDatabase } from '../../lib/db.ts';
import { createLogger } from '../../lib/log.ts';
import { runService } from '../../lib/run-service.ts';
import { createValuationSubgraph } from './app.ts';
import { valuationConfig } from './config.ts';
import type { ValuationSchema } from './data/tables.ts';

await runService('valuation', async () => {
  const config = loadConfig('valuation', valuationConfig, process.env);
  const logger = createLogger('valuation', config.LOG_LEVEL);
  const database = createDatabase<ValuationSchema>({
    primaryUrl: config.DATABASE_URL,
    replicaUrls: config.DATABASE_REPLICA_URLS,
    poolSize: config.DATABASE_POOL_SIZE,
    acquireTimeoutMs: config.DATABASE_ACQUIRE_TIMEOUT_MS,
    applicationName: 'valuation',
    logger,
  });
  const server = await createValuationSubgraph({ config, database, logger });
  return {
    url: await server.listen(),
    logger,
    close: async () => {
      await server.close();
      await database.close();
    },
  };
});
