import type { z } from 'zod';
import { count } from '../../lib/config.ts';
import type { OperationLimits } from './operation-limits.ts';

/** The limits in the environment; docs/lifecycle.md says where the defaults come from. */
export const limitConfig = {
  MAX_OPERATION_CHARACTERS: count.default(262_144).describe('Characters of an operation text.'),
  MAX_OPERATION_TOKENS: count.default(5_000).describe('Lexical tokens of an operation text.'),
  MAX_OPERATION_NESTING: count
    .default(100)
    .describe('Brackets inside one another in an operation text, and fragments inside one another.'),
  MAX_OPERATION_SELECTIONS: count
    .default(2_000)
    .describe('Fields and fragments of an operation text, fragments counted wherever they are spread.'),
  MAX_OPERATION_DEPTH: count.default(20).describe('Levels of fields in an operation.'),
  MAX_OPERATION_ALIASES: count.default(100).describe('Aliases in an operation.'),
  MAX_OPERATION_REPEATS: count.default(50).describe('Selections of one field at one place of an operation.'),
  MAX_OPERATION_ROOT_FIELDS: count.default(50).describe('Root fields of an operation.'),
  MAX_OPERATION_DIRECTIVES: count.default(100).describe('Directives in an operation.'),
  MAX_OPERATION_OBJECTS: count.default(500_000).describe('Objects that an answer may hold by estimate.'),
  DEFAULT_LIST_SIZE: count
    .default(10)
    .describe('Items that the estimate takes a list without `first` or `last` to have.'),
};

type LimitConfig = z.infer<z.ZodObject<typeof limitConfig>>;

export function operationLimitsOf(config: LimitConfig): OperationLimits {
  return {
    characters: config.MAX_OPERATION_CHARACTERS,
    tokens: config.MAX_OPERATION_TOKENS,
    nesting: config.MAX_OPERATION_NESTING,
    selections: config.MAX_OPERATION_SELECTIONS,
    depth: config.MAX_OPERATION_DEPTH,
    aliases: config.MAX_OPERATION_ALIASES,
    repeats: config.MAX_OPERATION_REPEATS,
    rootFields: config.MAX_OPERATION_ROOT_FIELDS,
    directives: config.MAX_OPERATION_DIRECTIVES,
    objects: config.MAX_OPERATION_OBJECTS,
  };
}
