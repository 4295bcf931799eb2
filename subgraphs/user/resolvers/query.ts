import type { QueryResolvers } from '../generated/graphql.ts';
import { loadMe } from '../operations/load-own-account.ts';

export const query: QueryResolvers = {
  me: (_parent, _args, context) => loadMe(context),
};
