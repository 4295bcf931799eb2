import { loadConfig } from '../../../lib/config.ts';
import { createDatabase } from '../../../lib/db.ts';
import type { Identity } from '../../../lib/identity.ts';
import { createLogger } from '../../../lib/log.ts';
import { createValuationSubgraph } from '../../../subgraphs/valuation/app.ts';
import { valuationConfig } from '../../../subgraphs/valuation/config.ts';
import type { ValuationSchema } from '../../../subgraphs/valuation/data/tables.ts';
import { ACQUIRE_TIMEOUT_MS, createTestDatabase } from '../../support/database.ts';
import { createSignedClient, SIGNING_SECRET } from '../../support/signed-client.ts';
import type { GraphQLResponse } from '../../support/signed-client.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';

export const TODAY = '2026-06-30';

const SAVE = `mutation ($input: SaveValuationDraftInput!) {
  saveValuationDraft(input: $input) { valuation { id revision createdAt updatedAt } }
}`;
const CALCULATE = `mutation ($input: CalculateValuationInput!) {
  calculateValuation(input: $input) { version { number } }
}`;

export interface SavedValuation {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The environment of the service, on the given database. */
export function environment(databaseUrl: string): Record<string, string> {
  return { NODE_ENV: 'test', SIGNING_SECRETS: SIGNING_SECRET, DATABASE_URL: databaseUrl };
}

export type ValuationSubgraph = Awaited<ReturnType<typeof startValuationSubgraph>>;

/** The valuation subgraph on a database of its own, reached through a proxy that tests can cut; today is TODAY. */
export async function startValuationSubgraph() {
  const database = await createTestDatabase();
  const proxy = await startTcpProxy(database.urlFor('valuation'));
  const config = { ...loadConfig('valuation', valuationConfig, environment(proxy.url)), PORT: 0 };
  const logger = createLogger('valuation', 'silent');
  const connections = createDatabase<ValuationSchema>({
    primaryUrl: config.DATABASE_URL,
    replicaUrls: [],
    poolSize: config.DATABASE_POOL_SIZE,
    acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
    applicationName: 'valuation',
    logger,
  });
  const clock = () => new Date(`${TODAY}T12:00:00Z`);
  const subgraph = await createValuationSubgraph({ config, database: connections, logger, clock });
  const url = await subgraph.listen();
  const ask = createSignedClient('valuation', url);

  const trySave = (identity: Identity, input: object) =>
    ask<{ saveValuationDraft: { valuation: SavedValuation } } | null>(identity, SAVE, { input });
  const tryCalculate = (identity: Identity, input: object) =>
    ask<{ calculateValuation: { version: { number: number } } } | null>(identity, CALCULATE, { input });
  /** The data of a request that must succeed. */
  const dataOf = <Data>({ data, errors }: GraphQLResponse<Data | null>): Data => {
    if (data === null || errors) throw new Error(`Refused: ${JSON.stringify(errors)}`);
    return data;
  };

  return {
    url,
    database,
    proxy,
    ask,
    dataOf,
    trySave,
    tryCalculate,
    save: async (identity: Identity, input: object) =>
      dataOf(await trySave(identity, input)).saveValuationDraft.valuation,
    /** Calculates and returns the number of the version. */
    calculate: async (identity: Identity, valuationId: string) =>
      dataOf(await tryCalculate(identity, { valuationId })).calculateValuation.version.number,
    /** Whether a statement of the service waits for a lock. */
    isSomebodyWaiting: async () => {
      const waiting = await database.query(
        `select 1 from pg_stat_activity where usename = 'app_valuation' and wait_event_type = 'Lock'
            and datname = current_database()`,
      );
      return waiting.length > 0;
    },
    close: async () => {
      await subgraph.close();
      await connections.close();
      await proxy.close();
      await database.drop();
    },
  };
}
