import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Without this alias vitest loads the ESM and the CommonJS build of graphql side by side. */
const graphqlIndex = path.join(
  path.dirname(createRequire(import.meta.url).resolve('graphql/package.json')),
  'index.js',
);
const shared = { alias: [{ find: /^graphql$/, replacement: graphqlIndex }] };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: shared,
        test: {
          name: 'unit',
          include: ['{gateway,subgraphs,lib,scripts,migrations}/**/*.test.ts'],
        },
      },
      {
        resolve: shared,
        test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        resolve: shared,
        test: { name: 'differential', include: ['tests/differential/**/*.test.ts'], testTimeout: 120_000 },
      },
      {
        resolve: shared,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: 'tests/support/database-setup.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: shared,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: 'tests/support/platform-setup.ts',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: shared,
        test: {
          name: 'fault',
          include: ['tests/fault/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
