import type { ValuationResolvers } from '../generated/graphql.ts';
import { loadVersion, loadVersions } from '../operations/load-versions.ts';
import { requireOwnValuation } from '../operations/require-own-valuation.ts';

export const valuation: ValuationResolvers = {
  __resolveReference: ({ id }, context) => requireOwnValuation(context, id),
  company: ({ draft: { companyId } }) => (companyId == null ? null : { id: companyId }),
  latestVersion: (valuation, _args, context) => loadVersion(context, valuation, valuation.lastVersionNumber),
  version: (valuation, { number }, context) => loadVersion(context, valuation, number),
  versions: (valuation, args, context) => loadVersions(context, valuation, args),
};
