import type { QueryResolvers } from '../generated/graphql.ts';
import { loadMe } from '../operations/load-own-account.ts';
import { listPartners } from '../operations/load-partners.ts';
import { verifyPartnerKey } from '../operations/verify-partner-key.ts';

export const query: QueryResolvers = {
  me: (_parent, _args, context) => loadMe(context),
  partners: (_parent, _args, context) => listPartners(context),
  verifyPartnerKey: (_parent, args, context) => verifyPartnerKey(context, args),
};
