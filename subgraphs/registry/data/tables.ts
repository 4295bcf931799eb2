import type { Generated, GeneratedAlways, Insertable, Selectable } from 'kysely';

export type Language = 'DE' | 'EN' | 'FR' | 'NL';

interface LabelColumns {
  label_de: string | null;
  label_en: string | null;
  label_fr: string | null;
  label_nl: string | null;
}

interface LegalCodesTable extends LabelColumns {
  category: 'FORM' | 'SITUATION';
  code: string;
}

interface NaceCodesTable extends LabelColumns {
  version: 2003 | 2008 | 2025;
  code: string;
  search_text: string;
}

interface CompaniesTable {
  country_code: string;
  registration_number: string;
  /** Both of them together, so it is the same after every import. */
  id: GeneratedAlways<string>;
  status: 'ACTIVE' | 'STOPPED';
  legal_form_code: string | null;
  legal_situation_code: string;
  founded_on: string | null;
  /** The official name in the language of the registered office, and that language; '' when the register does not say. */
  name: Generated<string>;
  language: Generated<Language | ''>;
  /** Every name as it is searched, such as `| bakkerij janssens | de gouden korst |`. */
  search_names: Generated<string>;
}

interface CompanyNamesTable {
  company_id: string;
  kind: 'OFFICIAL' | 'ABBREVIATION' | 'COMMERCIAL' | 'BRANCH';
  language: Language | '';
  text: string;
  search_text: string;
}

interface CompanyAddressesTable {
  company_id: string;
  street_nl: string | null;
  street_fr: string | null;
  house_number: string | null;
  box: string | null;
  postal_code: string | null;
  municipality_nl: string | null;
  municipality_fr: string | null;
  country_code: string | null;
}

interface CompanyActivitiesTable {
  company_id: string;
  nace_version: 2003 | 2008 | 2025;
  nace_code: string;
  classification: 'MAIN' | 'SECONDARY' | 'ANCILLARY';
}

interface ExtractsTable {
  number: number;
  kind: 'FULL' | 'UPDATE';
  snapshot_date: string;
  imported_at: Generated<Date>;
}

export interface RegistrySchema {
  companies: CompaniesTable;
  company_names: CompanyNamesTable;
  company_addresses: CompanyAddressesTable;
  company_activities: CompanyActivitiesTable;
  legal_codes: LegalCodesTable;
  nace_codes: NaceCodesTable;
  extracts: ExtractsTable;
}

export type CompanyRow = Selectable<CompaniesTable>;
export type CompanyNameRow = Selectable<CompanyNamesTable>;
export type CompanyAddressRow = Selectable<CompanyAddressesTable>;
export type CompanyActivityRow = Selectable<CompanyActivitiesTable>;
export type LegalCodeRow = Selectable<LegalCodesTable>;
export type NaceCodeRow = Selectable<NaceCodesTable>;
export type NewExtract = Insertable<ExtractsTable>;
