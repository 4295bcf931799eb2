import { readFile } from 'node:fs/promises';
import type { Database } from '../../lib/db.ts';
import { purgeExpiredKeys, PURGE_INTERVAL_MS } from '../../lib/db-idempotency.ts';
import { actorOf } from '../../lib/identity.ts';
import type { Logger } from '../../lib/log.ts';
import { withPeriodicTasks } from '../../lib/periodic-task.ts';
import { createSubgraphClient } from '../../lib/subgraph-client.ts';
import { createSubgraphServer } from '../../lib/subgraph-server.ts';
import type { SubgraphServer } from '../../lib/subgraph-server.ts';
import type { LanguageModel } from './clients/language-model.ts';
import { createOpenAiModel } from './clients/openai-model.ts';
import { createValuationClient } from './clients/valuation-client.ts';
import type { AiConfig } from './config.ts';
import type { AiContext, SpendingLimits } from './context.ts';
import type { AiTables } from './data/tables.ts';
import { createAiLoaders } from './loaders.ts';
import { resolvers } from './resolvers/index.ts';

export interface AiSubgraphDependencies {
  readonly config: AiConfig;
  /** Stays the caller's to close. */
  readonly database: Database<AiTables>;
  readonly logger: Logger;
  readonly clock?: () => Date;
}

const SCHEMA = new URL('../../schema/ai.graphql', import.meta.url);

function createLanguageModel(config: AiConfig): LanguageModel | undefined {
  if (config.OPENAI_API_KEY === undefined) return undefined;
  return createOpenAiModel({
    apiKey: config.OPENAI_API_KEY,
    baseUrl: config.OPENAI_BASE_URL,
    model: config.OPENAI_MODEL,
    euProcessing: config.OPENAI_EU_PROCESSING,
    maxTimeoutMs: config.OPENAI_TIMEOUT_MS,
  });
}

function limitsOf(config: AiConfig): SpendingLimits {
  return {
    budgetMicroEuro: config.AI_BUDGET_MICRO_EURO_PER_NARRATIVE,
    quota: {
      requestsPerMinute: config.AI_REQUESTS_PER_MINUTE,
      tokensPerMinute: config.AI_TOKENS_PER_MINUTE,
      requestsPerDay: config.AI_REQUESTS_PER_DAY,
    },
  };
}

/** Wires the ai subgraph; it serves after `listen()`. */
export async function createAiSubgraph(dependencies: AiSubgraphDependencies): Promise<SubgraphServer> {
  const { config, database, logger, clock = () => new Date() } = dependencies;
  const valuationSubgraph = createSubgraphClient({
    service: 'valuation',
    url: config.VALUATION_URL,
    secrets: config.SIGNING_SECRETS,
    timeoutMs: config.VALUATION_TIMEOUT_MS,
  });
  const valuation = createValuationClient(valuationSubgraph);
  const languageModel = createLanguageModel(config);
  const limits = limitsOf(config);

  const server = await createSubgraphServer<AiContext>({
    name: 'ai',
    sdl: await readFile(SCHEMA, 'utf8'),
    resolvers,
    config,
    logger,
    checkReady: () => database.ping(),
    createContext: (scope) => {
      const db = database.forSession(scope.databaseSession, actorOf(scope.identity));
      const loaders = createAiLoaders(db);
      return { ...scope, db, detachedDb: database.write, loaders, valuation, languageModel, limits, clock };
    },
  });
  const served = withPeriodicTasks(
    server,
    [
      {
        name: 'purge idempotency keys',
        intervalMs: PURGE_INTERVAL_MS,
        run: (signal) => purgeExpiredKeys(database.write, signal),
      },
    ],
    logger,
  );
  return {
    listen: () => served.listen(),
    close: async () => {
      await served.close();
      await valuationSubgraph.close();
    },
  };
}
