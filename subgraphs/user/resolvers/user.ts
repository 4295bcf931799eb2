import type { UserResolvers } from '../generated/graphql.ts';
import { loadOwnUser } from '../operations/load-own-account.ts';

export const user: UserResolvers = {
  __resolveReference: ({ id }, context) => loadOwnUser(context, id),
};
