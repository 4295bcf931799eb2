import { entityTag } from '../../../lib/answer-tags.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { BUSINESS_TYPES, businessTypeById } from '../model/business-types.ts';
import { parseNaceCode } from '../model/nace-code.ts';
import { requireCompanyId } from '../operations/require-company-id.ts';
import { searchCompanies } from '../operations/search-companies.ts';
import { searchNaceCodes } from '../operations/search-nace-codes.ts';
import { NACE_VERSIONS } from './nace-code.ts';

export const query: QueryResolvers = {
  company: (_parent, { id }, { loaders, dependsOn }) => {
    dependsOn(entityTag('Company', id));
    return loaders.company.load(id);
  },
  companyByNumber: async (_parent, { countryCode, registrationNumber }, { loaders, dependsOn }) => {
    const id = requireCompanyId(countryCode, registrationNumber);
    dependsOn(entityTag('Company', id));
    return loaders.company.load(id);
  },
  searchCompanies: async (_parent, search, context) => {
    const companies = await searchCompanies(context, search);
    context.dependsOn('Company', ...companies.nodes.map(({ id }) => entityTag('Company', id)));
    return companies;
  },
  businessTypes: (_parent, { industry }) =>
    industry == null ? BUSINESS_TYPES : BUSINESS_TYPES.filter((type) => type.industry === industry),
  businessType: (_parent, { id }) => businessTypeById(id) ?? null,
  naceCode: (_parent, { code, version }, { loaders, dependsOn }) => {
    dependsOn('NaceCode');
    return loaders.naceCode.load(`${NACE_VERSIONS[version]} ${parseNaceCode(code) ?? ''}`);
  },
  searchNaceCodes: (_parent, { version, ...search }, context) => {
    context.dependsOn('NaceCode');
    return searchNaceCodes(context, { ...search, version: NACE_VERSIONS[version] });
  },
};
