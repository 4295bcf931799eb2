import type { z } from 'zod';
import { count, listOf, port, postgresUrl, subgraphConfig } from '../../lib/config.ts';

/** The environment of the valuation subgraph. */
export const valuationConfig = subgraphConfig
  .extend({
    PORT: port.default(4003).describe('Port to listen on.'),
    DATABASE_POOL_SIZE: count
      .max(9)
      .default(9)
      .describe(
        'Connections of a process to all nodes together, the one to each that watches it included; one more tells and hears of calculations.',
      ),
    DATABASE_DIRECT_URLS: listOf(postgresUrl)
      .default([])
      .describe(
        'Every node without a transaction pooler in between, in the order of `DATABASE_URL` and `DATABASE_REPLICA_URLS`, for the one connection of a process that tells and hears of calculations; those themselves if not set.',
      ),
  })
  .refine(
    ({ DATABASE_DIRECT_URLS: direct, DATABASE_REPLICA_URLS: replicas }) =>
      direct.length === 0 || direct.length === replicas.length + 1,
    {
      path: ['DATABASE_DIRECT_URLS'],
      message: 'must have an address for DATABASE_URL and for each of DATABASE_REPLICA_URLS',
    },
  );

export type ValuationConfig = z.infer<typeof valuationConfig>;
