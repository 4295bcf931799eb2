import { createRequire } from 'node:module';
import * as graphql from 'graphql';
import { expect, test } from 'vitest';

test('tests and Apollo, which requires it, share one copy of graphql', () => {
  expect(graphql.GraphQLObjectType).toBe(
    (createRequire(import.meta.url)('graphql') as typeof graphql).GraphQLObjectType,
  );
});
