import type { z } from 'zod';
import { port, subgraphConfig } from '../../lib/config.ts';

export const registryConfig = subgraphConfig.extend({
  PORT: port.default(4002).describe('Port to listen on.'),
});

export type RegistryConfig = z.infer<typeof registryConfig>;
