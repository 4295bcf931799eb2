import type { Registry } from 'prom-client';
import type { z } from 'zod';
import { loadConfig } from './config.ts';
import type { subgraphConfig } from './config.ts';
import { createDatabase } from './db.ts';
import type { Database } from './db.ts';
import { createLogger } from './log.ts';
import type { Logger } from './log.ts';
import { startMetrics } from './metrics.ts';
import { runService } from './run-service.ts';
import type { SubgraphServer } from './subgraph-server.ts';

type SubgraphShape = (typeof subgraphConfig)['shape'];

export interface SubgraphDependencies<Config, Schema> {
  readonly config: Config;
  /** Closed after the subgraph. */
  readonly database: Database<Schema>;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/** The body of every subgraph's main.ts: its settings and its database, then `create`, from listening to drained. */
export async function runSubgraph<Shape extends SubgraphShape, Schema>(
  name: string,
  schema: z.ZodObject<Shape>,
  env: Readonly<Record<string, string | undefined>>,
  create: (dependencies: SubgraphDependencies<z.infer<z.ZodObject<Shape>>, Schema>) => Promise<SubgraphServer>,
): Promise<void> {
  await runService(name, async () => {
    const config = loadConfig(name, schema, env);
    const settings = config as z.infer<typeof subgraphConfig>;
    const logger = createLogger(name, settings.LOG_LEVEL);
    const metrics = await startMetrics(name, settings);
    const database = createDatabase<Schema>({
      primaryUrl: settings.DATABASE_URL,
      replicaUrls: settings.DATABASE_REPLICA_URLS,
      poolSize: settings.DATABASE_POOL_SIZE,
      acquireTimeoutMs: settings.DATABASE_ACQUIRE_TIMEOUT_MS,
      applicationName: name,
      logger,
      metrics: metrics.registry,
    });
    const server = await create({ config, database, logger, metrics: metrics.registry });
    return {
      url: await server.listen(),
      logger,
      close: async () => {
        await server.close();
        await database.close();
        await metrics.close();
      },
    };
  });
}
