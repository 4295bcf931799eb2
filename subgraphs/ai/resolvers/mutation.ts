import { entityTag } from '../../../lib/answer-tags.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { migrateGuestNarratives } from '../operations/migrate-guest-narratives.ts';
import { writeNarrative } from '../operations/write-narrative.ts';

export const mutation: MutationResolvers = {
  async writeNarrative(_parent, { input }, context) {
    const narrative = await writeNarrative(context, input);
    context.changed(entityTag('ValuationVersion', narrative.valuationId, narrative.versionNumber));
    return { narrative, version: { valuationId: narrative.valuationId, number: narrative.versionNumber } };
  },
  migrateGuestNarratives: (_parent, move, context) => migrateGuestNarratives(context, move),
};
