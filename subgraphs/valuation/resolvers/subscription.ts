import type { SubscriptionResolvers, ValuationProgressStepResolvers } from '../generated/graphql.ts';
import { followProgress } from '../operations/follow-progress.ts';
import type { Progress } from '../operations/live-progress.ts';

export const subscription: SubscriptionResolvers = {
  valuationProgress: {
    subscribe: (_parent, { id }, context) => followProgress(context, id),
    resolve: (progress: Progress) => progress,
  },
};

export const valuationProgressStep: ValuationProgressStepResolvers = {
  name: ({ id }) => id,
};
