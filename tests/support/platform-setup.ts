import type { TestProject } from 'vitest/node';
import { ACQUIRE_TIMEOUT_MS } from './database.ts';
import { startTestPlatform } from './platform.ts';

declare module 'vitest' {
  interface ProvidedContext {
    gatewayUrl: string;
    /** The primary and the replicas, as their administrator. */
    databaseNodeUrls: readonly string[];
  }
}

/** One platform for all end-to-end test files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const platform = await startTestPlatform({ acquireTimeoutMs: ACQUIRE_TIMEOUT_MS });
  project.provide('gatewayUrl', platform.gatewayUrl);
  project.provide('databaseNodeUrls', [platform.stores.adminUrl, ...platform.stores.replicaUrls]);
  return () => platform.stop();
}
