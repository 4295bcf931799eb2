import { z } from 'zod';
import {
  count,
  httpUrl,
  listOf,
  milliseconds,
  millisecondsOrNone,
  port,
  redisUrl,
  secret,
  serviceConfig,
} from '../lib/config.ts';
import { cacheConfig } from './cache/cache-config.ts';
import { cdnConfig } from './cache/purge/cdn-config.ts';
import { DEFAULT_POLICY, policyOverrides } from './execution/transport/subgraph-policy.ts';
import { limitConfig } from './operations/limit-config.ts';
import { persistedOperationConfig } from './operations/persisted/persisted-operation-config.ts';
import { streamConfig } from './streaming/stream-config.ts';

const namedUrls = listOf(z.string().regex(/^[\w-]+=https?:\/\//, 'must be a list of name=url')).transform(
  (entries): Readonly<Record<string, string>> =>
    Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string])),
);

/** Compared to the `Origin` header letter by letter, so one with a path or a slash behind it would never match. */
const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be an origin without a path or a slash behind it, such as https://app.example.com',
  );

export const gatewayConfig = serviceConfig.extend({
  PORT: port.default(4000).describe('Port to listen on.'),
  SUPERGRAPH: z
    .string()
    .default('schema/supergraph.graphql')
    .describe('File with the composed supergraph; watched, a changed one is swapped in.'),
  SUBGRAPH_URLS: namedUrls
    .default({})
    .describe('`name=url` pairs, comma-separated, that replace the URLs in the supergraph.'),
  SIGNING_SECRETS: listOf(secret)
    .default([])
    .describe(
      'Secrets of the HMAC between gateway and subgraphs, comma-separated: the first signs, all are accepted. To rotate, add a new one behind everywhere, then put it first. Without any, requests to subgraphs are not signed.',
    ),
  SUBGRAPH_POLICIES: policyOverrides
    .default({})
    .describe(
      `JSON object: subgraph name, or \`*\` for all, to what differs for it from \`${JSON.stringify(DEFAULT_POLICY)}\`.`,
    ),
  OVERRIDE_LABELS: listOf(z.string())
    .default([])
    .describe(
      'Labels of progressive `@override`s that are on, comma-separated. `percent(n)` needs none: it is on in about n of 100 gateway processes.',
    ),
  OPERATION_TIMEOUT_MS: milliseconds.default(10_000).describe('Longest that one operation may take.'),
  JWKS_URL: httpUrl
    .optional()
    .describe(
      'Public keys of the access tokens; while they cannot be fetched again, the last ones go on. Without it every request with a token is refused.',
    ),
  API_KEYS_URL: httpUrl
    .optional()
    .describe('GraphQL endpoint of the subgraph that checks API keys. Without it every request with one is refused.'),
  REDIS_URL: redisUrl
    .optional()
    .describe(
      'Shared counters of the rate limits, and what gateways keep and tell one another of answers. Without it each process is for itself, and hears only of the changes that it made.',
    ),
  RATE_LIMIT_PER_MINUTE: count
    .optional()
    .describe('Requests a minute for one account; unlimited without it. `npm start` sets 600.'),
  ANONYMOUS_RATE_LIMIT_PER_MINUTE: count
    .optional()
    .describe(
      'Requests a minute for one network address (of IPv6 one /64 network) without an account; unlimited without it. `npm start` sets 300.',
    ),
  TRUSTED_PROXIES: listOf(z.string())
    .default([])
    .describe('Addresses or CIDR ranges of proxies whose `x-forwarded-for` is believed, comma-separated.'),
  CORS_ORIGINS: listOf(origin)
    .default([])
    .describe('Origins of browser apps that may ask, as browsers write them, comma-separated.'),
  MAX_CONNECTIONS: count.default(20_000).describe('Open client connections; more are refused.'),
  SHUTDOWN_DELAY_MS: millisecondsOrNone
    .max(8_000, 'must be at most 8000: a process that is told to end has 10 s for all of it')
    .default(0)
    .describe('How long `/health/ready` answers 503 before connections are refused, so that balancers look elsewhere.'),
  ...cacheConfig,
  ...cdnConfig,
  ...persistedOperationConfig,
  ...limitConfig,
  ...streamConfig,
});

export type GatewayConfig = z.infer<typeof gatewayConfig>;
