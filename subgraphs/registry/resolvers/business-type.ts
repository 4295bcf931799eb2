import type { BusinessTypeResolvers } from '../generated/graphql.ts';
import { businessTypeById } from '../model/business-types.ts';

export const businessType: BusinessTypeResolvers = {
  __resolveReference: ({ id }) => businessTypeById(id) ?? null,
};
