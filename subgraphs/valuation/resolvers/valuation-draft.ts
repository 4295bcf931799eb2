import type { ValuationDraftResolvers } from '../generated/graphql.ts';

export const valuationDraft: ValuationDraftResolvers = {
  years: ({ years }) => years ?? [],
  adjustments: ({ adjustments }) => adjustments ?? [],
  assetRevaluations: ({ assetRevaluations }) => assetRevaluations ?? [],
};
