import type { z } from 'zod';
import { port, subgraphConfig } from '../../lib/config.ts';

/** The environment of the valuation subgraph. */
export const valuationConfig = subgraphConfig.extend({
  PORT: port.default(4003).describe('Port to listen on.'),
});

export type ValuationConfig = z.infer<typeof valuationConfig>;
