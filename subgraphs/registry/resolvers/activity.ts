import type { ActivityResolvers } from '../generated/graphql.ts';

export const activity: ActivityResolvers = {
  nace: ({ nace_version, nace_code }) => ({ version: nace_version, code: nace_code }),
};
