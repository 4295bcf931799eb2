import { entityTag } from '../../../lib/answer-tags.ts';
import type { CompanyResolvers } from '../generated/graphql.ts';
import { businessTypeOfNace } from '../model/business-types.ts';
import { formatEnterpriseNumber } from '../model/enterprise-number.ts';
import { NACE_VERSIONS } from './nace-code.ts';

export const company: CompanyResolvers = {
  __resolveReference: (reference, { loaders, dependsOn }) => {
    if ('id' in reference) return loaders.company.load(reference.id);
    const id = `${reference.countryCode}${reference.registrationNumber}`;
    dependsOn(entityTag('Company', id));
    return loaders.company.load(id);
  },
  countryCode: ({ country_code }) => country_code,
  registrationNumber: ({ registration_number }) => registration_number,
  formattedNumber: ({ registration_number }) => formatEnterpriseNumber(registration_number),
  names: ({ id }, _arguments, { loaders }) => loaders.companyNames.load(id),
  legalForm: ({ legal_form_code: code }) => (code === null ? null : { category: 'FORM', code }),
  legalSituation: ({ legal_situation_code: code }) => ({ category: 'SITUATION', code }),
  foundedOn: ({ founded_on }) => founded_on,
  registeredOffice: async ({ id, language }, _arguments, { loaders }) => {
    const address = await loaders.companyAddress.load(id);
    if (!address) return null;
    // The register writes addresses in Dutch and in French; a company named in another language gets what there is.
    const [street, municipality] =
      language === 'FR'
        ? [address.street_fr ?? address.street_nl, address.municipality_fr ?? address.municipality_nl]
        : [address.street_nl ?? address.street_fr, address.municipality_nl ?? address.municipality_fr];
    return {
      street,
      houseNumber: address.house_number,
      box: address.box,
      postalCode: address.postal_code,
      municipality,
      countryCode: address.country_code,
    };
  },
  activities: async ({ id }, { version }, { loaders }) => {
    const activities = await loaders.companyActivities.load(id);
    const wanted = version == null ? activities[0]?.nace_version : NACE_VERSIONS[version];
    return activities.filter(({ nace_version }) => nace_version === wanted);
  },
  businessType: async ({ id }, _arguments, { loaders }) => {
    const activities = await loaders.companyActivities.load(id);
    const types = activities
      .filter(({ nace_version, classification }) => nace_version === 2025 && classification === 'MAIN')
      .map(({ nace_code }) => businessTypeOfNace(nace_code));
    return types.find((type) => type !== undefined) ?? null;
  },
};
