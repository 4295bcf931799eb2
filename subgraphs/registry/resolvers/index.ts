import { DateScalar } from '../../../lib/scalars.ts';
import type { Resolvers } from '../generated/graphql.ts';
import { activity } from './activity.ts';
import { businessType } from './business-type.ts';
import { company } from './company.ts';
import { companyName } from './company-name.ts';
import { legalForm, legalSituation } from './legal-code.ts';
import { naceCode } from './nace-code.ts';
import { query } from './query.ts';

export const resolvers: Resolvers = {
  Date: DateScalar,
  Query: query,
  Company: company,
  CompanyName: companyName,
  LegalForm: legalForm,
  LegalSituation: legalSituation,
  Activity: activity,
  NaceCode: naceCode,
  BusinessType: businessType,
};
