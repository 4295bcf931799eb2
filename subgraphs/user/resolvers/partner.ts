import type { PartnerResolvers } from '../generated/graphql.ts';
import { loadPartner } from '../operations/load-partners.ts';

export const partner: PartnerResolvers = {
  __resolveReference: ({ id }, context) => loadPartner(context, id),
  keys: ({ id }, _args, { loaders }) => loaders.partnerKeys.load(id),
};
