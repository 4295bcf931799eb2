import type { GraphQLRequest } from '@apollo/server';

/** What Apollo Server puts before every key. */
const PREFIX = 'apq:';

/**
 * The operation with its text in place of its hash. Apollo Server hashes every text that comes without one, at the price of
 * a tenth of a small operation, and nothing here reads that hash; those that clients send are resolved before.
 */
export function namedByItself(request: GraphQLRequest): GraphQLRequest {
  const { query, extensions, ...operation } = request;
  if (!query) return request;
  return { ...operation, extensions: { ...extensions, persistedQuery: { version: 1, sha256Hash: query } } };
}

/** Where Apollo Server finds the texts that are named by themselves. */
export const textsByThemselves = {
  get: async (key: string): Promise<string> => key.slice(PREFIX.length),
  set: async (): Promise<void> => undefined,
  delete: async (): Promise<boolean> => true,
};
