import { entityTag } from '../../../lib/answer-tags.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { calculateValuation } from '../operations/calculate-valuation.ts';
import { migrateGuestValuations } from '../operations/migrate-guest-valuations.ts';
import { saveValuationDraft } from '../operations/save-valuation-draft.ts';

export const mutation: MutationResolvers = {
  async saveValuationDraft(_parent, { input }, context) {
    const valuation = await saveValuationDraft(context, input);
    context.changed(entityTag('Valuation', valuation.id));
    return { valuation };
  },
  async calculateValuation(_parent, { input }, context) {
    const calculated = await calculateValuation(context, input);
    context.changed(entityTag('Valuation', calculated.valuation.id));
    return calculated;
  },
  migrateGuestValuations: (_parent, args, context) => migrateGuestValuations(context, args),
};
