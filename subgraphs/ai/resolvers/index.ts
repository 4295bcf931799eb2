import { DateTimeScalar } from '../../../lib/scalars.ts';
import type { Resolvers } from '../generated/graphql.ts';
import { mutation } from './mutation.ts';
import { valuationVersion } from './valuation-version.ts';

export const resolvers: Resolvers = {
  DateTime: DateTimeScalar,
  Mutation: mutation,
  ValuationVersion: valuationVersion,
};
