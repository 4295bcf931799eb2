import type { AccountResolvers } from '../generated/graphql.ts';
import { listValuations } from '../operations/list-valuations.ts';
import { requireOwnAccount } from '../operations/require-own-account.ts';

export const account: AccountResolvers = {
  // Async, because a reference that throws at once takes the other entities of the request with it.
  __resolveReference: async ({ id }, { identity }) => requireOwnAccount(identity, id),
  valuations: ({ id }, args, context) => listValuations(context, id, args),
};
