import type { LegalFormResolvers, LegalSituationResolvers } from '../generated/graphql.ts';
import { isGoingConcernAtRisk } from '../model/going-concern.ts';
import { labelOf } from './label.ts';

export const legalForm: LegalFormResolvers = {
  label: async ({ category, code }, { language }, { loaders }) =>
    labelOf(await loaders.legalCode.load(`${category} ${code}`), language, code),
};

export const legalSituation: LegalSituationResolvers = {
  label: async ({ category, code }, { language }, { loaders }) =>
    labelOf(await loaders.legalCode.load(`${category} ${code}`), language, code),
  goingConcernAtRisk: ({ code }) => isGoingConcernAtRisk(code),
};
