import { z } from 'zod';
import { count, listOf } from '../../lib/config.ts';

const rule = z
  .string()
  .regex(/^-?(?:\*|\w+(?::\w+)?)$/, 'must be a list of subgraph, subgraph:Type or *, with - before what is left out');

export const cacheConfig = {
  RESPONSE_CACHE: z
    .enum(['on', 'off'])
    .default('off')
    .describe('Whether whole answers are kept, as the `@cacheControl` of their fields allows. `npm start` sets `on`.'),
  ENTITY_CACHE: listOf(rule)
    .default([])
    .describe(
      'Entities that are kept one by one: `*`, `subgraph` or `subgraph:Type`, comma-separated, `-` before what is left out. The most specific rule counts. `npm start` sets `*`.',
    ),
  CACHE_MEMORY_MB: count.default(64).describe('Memory for kept answers and entities of one gateway process.'),
  RULE_SET_VERSION: z
    .string()
    .default('')
    .describe(
      'Version of the rules that answers are made by, beside the schema; what was kept under another one is not used.',
    ),
};

export type CacheConfig = z.infer<z.ZodObject<typeof cacheConfig>>;

/** Whether the rules of `ENTITY_CACHE` name a type of a subgraph. */
export function keptEntities(rules: readonly string[]): (serviceName: string, typeName: string) => boolean {
  const given = new Set(rules);
  return (serviceName, typeName) => {
    for (const name of [`${serviceName}:${typeName}`, serviceName, '*']) {
      if (given.has(`-${name}`)) return false;
      if (given.has(name)) return true;
    }
    return false;
  };
}
