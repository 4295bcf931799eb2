import type { GuestSessionResolvers } from '../generated/graphql.ts';
import { loadOwnGuestSession } from '../operations/load-own-account.ts';

export const guestSession: GuestSessionResolvers = {
  __resolveReference: ({ id }, context) => loadOwnGuestSession(context, id),
};
