import type { CompanyNameResolvers } from '../generated/graphql.ts';

export const companyName: CompanyNameResolvers = {
  language: ({ language }) => language || null,
};
