import type { MutationResolvers } from '../generated/graphql.ts';
import { calculateValuation } from '../operations/calculate-valuation.ts';
import { migrateGuestValuations } from '../operations/migrate-guest-valuations.ts';
import { saveValuationDraft } from '../operations/save-valuation-draft.ts';

export const mutation: MutationResolvers = {
  saveValuationDraft: async (_parent, { input }, context) => ({ valuation: await saveValuationDraft(context, input) }),
  calculateValuation: (_parent, { input }, context) => calculateValuation(context, input),
  migrateGuestValuations: (_parent, args, context) => migrateGuestValuations(context, args),
};
