import { loadConfig } from '../../lib/config.ts';
import { createDatabase } from '../../lib/db.ts';
import { createLogger } from '../../lib/log.ts';
import { runService } from '../../lib/run-service.ts';
import { createUserSubgraph } from './app.ts';
import { userConfig } from './config.ts';
import type { UserSchema } from './data/tables.ts';

await runService('user', async () => {
  const config = loadConfig('user', userConfig, process.env);
  const logger = createLogger('user', config.LOG_LEVEL);
  const database = createDatabase<UserSchema>({
    primaryUrl: config.DATABASE_URL,
    replicaUrls: config.DATABASE_REPLICA_URLS,
    poolSize: config.DATABASE_POOL_SIZE,
    acquireTimeoutMs: config.DATABASE_ACQUIRE_TIMEOUT_MS,
    applicationName: 'user',
    logger,
  });
  const subgraph = await createUserSubgraph({ config, database, logger });
  return {
    url: await subgraph.listen(),
    logger,
    close: async () => {
      await subgraph.close();
      await database.close();
    },
  };
});
