import { DateScalar, DateTimeScalar, EuroScalar, RatioScalar, Score100Scalar } from '../../../lib/scalars.ts';
import type { Resolvers } from '../generated/graphql.ts';
import { account } from './account.ts';
import { createEnumValues } from './enums.ts';
import { mutation } from './mutation.ts';
import { query } from './query.ts';
import { subscription, valuationProgressStep } from './subscription.ts';
import { valuation } from './valuation.ts';
import { valuationDraft } from './valuation-draft.ts';
import { confidence, valuationStep, valuationVersion } from './valuation-version.ts';

export function createResolvers(sdl: string): Resolvers {
  return {
    ...createEnumValues(sdl),
    Date: DateScalar,
    DateTime: DateTimeScalar,
    Euro: EuroScalar,
    Ratio: RatioScalar,
    Score100: Score100Scalar,
    Query: query,
    Mutation: mutation,
    Subscription: subscription,
    Account: account,
    Confidence: confidence,
    Valuation: valuation,
    ValuationDraft: valuationDraft,
    ValuationProgressStep: valuationProgressStep,
    ValuationStep: valuationStep,
    ValuationVersion: valuationVersion,
  };
}
