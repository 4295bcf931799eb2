import type { z } from 'zod';
import { count, port, postgresUrl, subgraphConfig } from '../../lib/config.ts';

/** The environment of the valuation subgraph. */
export const valuationConfig = subgraphConfig.extend({
  PORT: port.default(4003).describe('Port to listen on.'),
  DATABASE_POOL_SIZE: count
    .max(9)
    .default(9)
    .describe(
      'Connections of a process to all nodes together, the one to each that watches it included; one more tells and hears of calculations.',
    ),
  DATABASE_DIRECT_URL: postgresUrl
    .optional()
    .describe(
      'The primary without a transaction pooler in between, for the one connection of a process that tells and hears of calculations; `DATABASE_URL` if not set.',
    ),
});

export type ValuationConfig = z.infer<typeof valuationConfig>;
