import type { TestProject } from 'vitest/node';
import { asSubgraph, SUBGRAPHS } from '../../scripts/platform/start-platform.ts';
import { ACQUIRE_TIMEOUT_MS } from './database.ts';
import { startTestPlatform } from './platform.ts';

declare module 'vitest' {
  interface ProvidedContext {
    gatewayUrl: string;
    /** `DATA_DIRECTORY` of the commands that speak to the platform. */
    dataDirectory: string;
    /** The first of five: the gateway's, then the subgraphs'. */
    metricsPort: number;
    /** Lets another gateway serve the same subgraphs. */
    gatewayEnv: Record<string, string>;
    /** The primary, as the role of the user subgraph. */
    userDatabaseUrl: string;
    /** The primary and the replicas, as their administrator. */
    databaseNodeUrls: readonly string[];
  }
}

/** One platform for all end-to-end test files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const platform = await startTestPlatform({ acquireTimeoutMs: ACQUIRE_TIMEOUT_MS });
  project.provide('gatewayUrl', platform.gatewayUrl);
  project.provide('dataDirectory', platform.directory);
  project.provide('metricsPort', platform.metricsPort);
  const { services, secrets, stores } = platform;
  project.provide('gatewayEnv', {
    SIGNING_SECRETS: secrets.signingSecret,
    SUBGRAPH_URLS: SUBGRAPHS.map((name) => `${name}=${services[name].url}/graphql`).join(','),
    API_KEYS_URL: `${services.user.url}/graphql`,
    JWKS_URL: `${services.user.url}/.well-known/jwks.json`,
    REDIS_URL: stores.redisUrl ?? '',
  });
  project.provide('userDatabaseUrl', asSubgraph(stores.adminUrl, 'user', secrets));
  project.provide('databaseNodeUrls', [stores.adminUrl, ...stores.replicaUrls]);
  return () => platform.stop();
}
