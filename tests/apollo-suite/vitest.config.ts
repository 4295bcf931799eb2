import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: path.join(import.meta.dirname, '../..'),
  resolve: {
    // One copy each for the suite and us: the root's Apollo Server, and of graphql the build that Node loads.
    dedupe: ['@apollo/server'],
    alias: [
      { find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') },
      { find: '@jest/globals', replacement: path.join(import.meta.dirname, 'jest-globals.ts') },
    ],
  },
  test: {
    name: 'apollo-suite',
    include: ['tests/apollo-suite/suite.test.ts'],
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
    testTimeout: 30_000,
    server: { deps: { inline: ['@apollo/server-integration-testsuite'] } },
  },
});
