import { loadConfig } from '../../lib/config.ts';
import { createDatabase } from '../../lib/db.ts';
import { createLogger } from '../../lib/log.ts';
import { runService } from '../../lib/run-service.ts';
import { createAiSubgraph } from './app.ts';
import { aiConfig } from './config.ts';
import type { AiTables } from './data/tables.ts';

await runService('ai', async () => {
  const config = loadConfig('ai', aiConfig, process.env);
  const logger = createLogger('ai', config.LOG_LEVEL);
  const database = createDatabase<AiTables>({
    primaryUrl: config.DATABASE_URL,
    replicaUrls: config.DATABASE_REPLICA_URLS,
    poolSize: config.DATABASE_POOL_SIZE,
    acquireTimeoutMs: config.DATABASE_ACQUIRE_TIMEOUT_MS,
    applicationName: 'ai',
    logger,
  });
  const subgraph = await createAiSubgraph({ config, database, logger });
  return {
    url: await subgraph.listen(),
    logger,
    close: async () => {
      await subgraph.close();
      await database.close();
    },
  };
});
