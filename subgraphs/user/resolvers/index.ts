import { DateTimeScalar } from '../../../lib/scalars.ts';
import type { Resolvers } from '../generated/graphql.ts';
import { account } from './account.ts';
import { guestSession } from './guest-session.ts';
import { mutation } from './mutation.ts';
import { partner } from './partner.ts';
import { query } from './query.ts';
import { user } from './user.ts';

export const resolvers: Resolvers = {
  DateTime: DateTimeScalar,
  Query: query,
  Mutation: mutation,
  Account: account,
  User: user,
  GuestSession: guestSession,
  Partner: partner,
};
