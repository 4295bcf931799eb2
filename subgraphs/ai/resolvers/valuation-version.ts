import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { ValuationVersionResolvers } from '../generated/graphql.ts';

export const valuationVersion: ValuationVersionResolvers = {
  __resolveReference: (reference) => reference,

  async narrative({ valuationId, number, ownerId }, { language }, { identity, loaders }) {
    if (requireAccount(identity).id !== ownerId) throw new AppError('NOT_FOUND');
    const narratives = await loaders.narratives.load({ valuationId, versionNumber: number });
    return narratives.find((narrative) => language == null || narrative.language === language) ?? null;
  },
};
