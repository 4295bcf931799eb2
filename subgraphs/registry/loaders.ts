import type { ReadonlyKysely } from 'kysely/readonly';
import { createListLoader, createRowLoader } from '../../lib/loader.ts';
import { findLegalCodes, findNaceCodes } from './data/code.ts';
import type { LegalCodeKey, NaceCodeKey } from './data/code.ts';
import { findCompanies, findCompanyActivities, findCompanyAddresses, findCompanyNames } from './data/company.ts';
import type { RegistrySchema } from './data/tables.ts';

/** Loaders of one request: each asks its table once for all that a level of the query needs. */
export function createLoaders(db: ReadonlyKysely<RegistrySchema>) {
  return {
    company: createRowLoader(
      (ids: readonly string[]) => findCompanies(db, ids),
      ({ id }) => id,
    ),
    companyNames: createListLoader(
      (ids: readonly string[]) => findCompanyNames(db, ids),
      ({ company_id }) => company_id,
    ),
    companyAddress: createRowLoader(
      (ids: readonly string[]) => findCompanyAddresses(db, ids),
      ({ company_id }) => company_id,
    ),
    companyActivities: createListLoader(
      (ids: readonly string[]) => findCompanyActivities(db, ids),
      ({ company_id }) => company_id,
    ),
    legalCode: createRowLoader(
      (keys: readonly LegalCodeKey[]) => findLegalCodes(db, keys),
      ({ category, code }): LegalCodeKey => `${category} ${code}`,
    ),
    naceCode: createRowLoader(
      (keys: readonly NaceCodeKey[]) => findNaceCodes(db, keys),
      ({ version, code }): NaceCodeKey => `${version} ${code}`,
    ),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
