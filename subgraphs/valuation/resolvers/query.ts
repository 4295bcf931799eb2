import type { QueryResolvers } from '../generated/graphql.ts';
import { requireOwnValuation } from '../operations/require-own-valuation.ts';

export const query: QueryResolvers = {
  valuation: (_parent, { id }, context) => requireOwnValuation(context, id),
};
