import { readFile } from 'node:fs/promises';
import type { Database } from '../../lib/db.ts';
import { purgeExpiredKeys, PURGE_INTERVAL_MS } from '../../lib/db-idempotency.ts';
import { createDatabaseNotices } from '../../lib/db-notices.ts';
import { makePartitionsAhead, PARTITION_INTERVAL_MS } from '../../lib/db-partitions.ts';
import type { Logger } from '../../lib/log.ts';
import { withPeriodicTasks } from '../../lib/periodic-task.ts';
import { createSubgraphServer } from '../../lib/subgraph-server.ts';
import type { SubgraphServer } from '../../lib/subgraph-server.ts';
import type { ValuationConfig } from './config.ts';
import { createContext } from './context.ts';
import type { ValuationSchema } from './data/tables.ts';
import { CALCULATIONS_CHANNEL } from './data/valuation-version.ts';
import { createResolvers } from './resolvers/index.ts';

export interface ValuationSubgraphOptions {
  readonly config: ValuationConfig;
  readonly database: Database<ValuationSchema>;
  readonly logger: Logger;
  readonly clock?: () => Date;
}

/** The valuation subgraph. It uses the database and leaves closing it to the caller. */
export async function createValuationSubgraph({
  config,
  database,
  logger,
  clock = () => new Date(),
}: ValuationSubgraphOptions): Promise<SubgraphServer> {
  const sdl = await readFile(new URL('../../schema/valuation.graphql', import.meta.url), 'utf8');
  const nodeUrls = [config.DATABASE_URL, ...config.DATABASE_REPLICA_URLS];
  const notices = createDatabaseNotices({
    findUrl: async () => {
      const index = await database.findPrimary();
      return (config.DATABASE_DIRECT_URLS[index] ?? nodeUrls[index]) as string;
    },
    channel: CALCULATIONS_CHANNEL,
    applicationName: 'valuation-progress',
    logger,
  });
  const server = await createSubgraphServer({
    name: 'valuation',
    sdl,
    resolvers: createResolvers(sdl),
    createContext: (scope) => createContext(scope, { database, notices, clock }),
    config,
    logger,
    checkReady: () => database.ping(),
  });
  const served = withPeriodicTasks(
    server,
    [
      {
        name: 'purge idempotency keys',
        intervalMs: PURGE_INTERVAL_MS,
        run: (signal) => purgeExpiredKeys(database.write, signal),
      },
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
      await notices.close();
    },
  };
}
