import type { z } from 'zod';
import { httpUrl, port, subgraphConfig } from '../../lib/config.ts';
import { signingKeys } from './signing-keys.ts';

export const userConfig = subgraphConfig.extend({
  PORT: port.default(4001).describe('Port to listen on.'),
  JWT_SIGNING_KEYS: signingKeys.describe(
    'Private ES256 keys of the access tokens, a JSON array of JWKs, each with a `kid`: the first signs, the public half of all is published at `/.well-known/jwks.json`.',
  ),
  VALUATION_URL: httpUrl
    .default('http://127.0.0.1:4003/graphql')
    .describe("GraphQL endpoint of the valuation subgraph, which a guest's valuations are moved by."),
  AI_URL: httpUrl
    .default('http://127.0.0.1:4004/graphql')
    .describe("GraphQL endpoint of the ai subgraph, which a guest's narratives are moved by."),
});

export type UserConfig = z.infer<typeof userConfig>;
