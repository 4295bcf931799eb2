import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import type { TestProjectConfiguration } from 'vitest/config';

/** Without this alias vitest loads the ESM and the CommonJS build of graphql side by side. */
const graphqlIndex = path.join(
  path.dirname(createRequire(import.meta.url).resolve('graphql/package.json')),
  'index.js',
);

interface ProjectOptions {
  readonly name: string;
  readonly include: string;
  readonly timeoutMs?: number;
  readonly globalSetup?: string;
  /** For tests that share one platform or need the machine to themselves: alone, after those with a lower number. */
  readonly turn?: number;
}

function project({ name, include, timeoutMs, globalSetup, turn }: ProjectOptions): TestProjectConfiguration {
  return {
    resolve: { alias: [{ find: /^graphql$/, replacement: graphqlIndex }] },
    test: {
      name,
      include: [include],
      env: { APOLLO_TELEMETRY_DISABLED: '1' },
      // How soon something comes true says no more than how busy the machine is.
      expect: { poll: { timeout: 10_000 } },
      ...(timeoutMs !== undefined && { testTimeout: timeoutMs, hookTimeout: Math.max(60_000, timeoutMs) }),
      ...(globalSetup !== undefined && { globalSetup }),
      ...(turn !== undefined && { fileParallelism: false, sequence: { groupOrder: turn } }),
    },
  };
}

export default defineConfig({
  test: {
    // Every core: the default leaves one for a watcher that is not there.
    maxWorkers: '100%',
    projects: [
      project({ name: 'unit', include: '{gateway,subgraphs,lib,scripts,migrations}/**/*.test.ts', timeoutMs: 30_000 }),
      project({ name: 'contract', include: 'tests/contract/**/*.test.ts', timeoutMs: 60_000 }),
      project({ name: 'differential', include: 'tests/differential/**/*.test.ts', timeoutMs: 120_000 }),
      project({
        name: 'integration',
        include: 'tests/integration/**/*.test.ts',
        timeoutMs: 30_000,
        globalSetup: 'tests/support/database-setup.ts',
      }),
      project({
        name: 'e2e',
        include: 'tests/e2e/**/*.test.ts',
        timeoutMs: 60_000,
        globalSetup: 'tests/support/platform-setup.ts',
        turn: 1,
      }),
      project({ name: 'fault', include: 'tests/fault/**/*.test.ts', timeoutMs: 120_000, turn: 2 }),
    ],
  },
});
