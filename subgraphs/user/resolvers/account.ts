import type { AccountResolvers } from '../generated/graphql.ts';
import { loadOwnAccount } from '../operations/load-own-account.ts';

export const account: AccountResolvers = {
  __resolveType: (row) => ('expiresAt' in row ? 'GuestSession' : 'User'),
  __resolveReference: ({ id }, context) => loadOwnAccount(context, id),
};
