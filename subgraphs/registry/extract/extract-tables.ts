import { toSearchText } from '../model/search-text.ts';
import { countryCodeOf } from './country-codes.ts';
import { ExtractError } from './extract-error.ts';
import { readCode, readCompanyId, readDate, readOptionalText, readText } from './extract-fields.ts';

export type StagedRow = readonly (string | null)[];

/** How one file of an extract is read. */
export interface ExtractTable {
  /** Name of its files: `activity` is read from `activity.csv`, or from `activity_delete.csv` and `activity_insert.csv`. */
  readonly file: string;
  /** Its header. */
  readonly columns: readonly string[];
  /** The row to stage, or `undefined` to leave it out. @throws ExtractError saying which column is wrong. */
  readonly read: (fields: readonly string[]) => StagedRow | undefined;
}

/** Ties the header to the arguments of `read`, so that a column cannot be taken for another. */
function extractTable<const Columns extends readonly string[]>(
  file: string,
  columns: Columns,
  read: (...fields: { [Index in keyof Columns]: string }) => StagedRow | undefined,
): ExtractTable {
  // The reader of the file makes sure that there are as many fields as columns.
  return { file, columns, read: (fields) => read(...(fields as { [Index in keyof Columns]: string })) };
}

const LEGAL_PERSON = '2';
const STATUS = { AC: 'ACTIVE', ST: 'STOPPED' };
const ENTERPRISE_TYPE = { 0: '0', 1: '1', 2: LEGAL_PERSON };
const NAME_KIND = { '001': 'OFFICIAL', '002': 'ABBREVIATION', '003': 'COMMERCIAL', '004': 'BRANCH' };
const NAME_LANGUAGE = { 0: '', 1: 'FR', 2: 'NL', 3: 'DE', 4: 'EN' };
const LABEL_LANGUAGE = { DE: 'DE', EN: 'EN', FR: 'FR', NL: 'NL' };
const ADDRESS_TYPE = { ABBR: 'ABBR', BAET: 'BAET', OBAD: 'OBAD', REGO: 'REGO' };
const NACE_VERSION = { 2003: '2003', 2008: '2008', 2025: '2025' };
const CLASSIFICATION = { MAIN: 'MAIN', SECO: 'SECONDARY', ANCI: 'ANCILLARY' };
/** Categories of code.csv that are kept, and the version of those that are NACE. */
const CODE_CATEGORIES: Readonly<Record<string, readonly [category: string, version: string | null]>> = {
  JuridicalForm: ['FORM', null],
  JuridicalSituation: ['SITUATION', null],
  Nace2003: ['NACE', '2003'],
  Nace2008: ['NACE', '2008'],
  Nace2025: ['NACE', '2025'],
};

export const META_COLUMNS = ['Variable', 'Value'];

/** Codes of forms, situations and activities with their names; complete in every extract. */
export const CODES = extractTable(
  'code',
  ['Category', 'Code', 'Language', 'Description'],
  (categoryName, code, language, description) => {
    const [category, version] = CODE_CATEGORIES[categoryName] ?? [];
    if (category === undefined || version === undefined) return undefined;
    const label = readText('Description', description);
    return [
      category,
      version,
      readText('Code', code),
      readCode('Language', language, LABEL_LANGUAGE),
      label,
      toSearchText(label),
    ];
  },
);

/** Legal persons; natural persons are left out here, and with them all that belongs to them. */
export const ENTERPRISES = extractTable(
  'enterprise',
  [
    'EnterpriseNumber',
    'Status',
    'JuridicalSituation',
    'TypeOfEnterprise',
    'JuridicalForm',
    'JuridicalFormCAC',
    'StartDate',
  ],
  (number, status, situation, type, form, formByCode2019, startDate) => {
    const id = readCompanyId('EnterpriseNumber', number);
    if (id === undefined) throw new ExtractError(`EnterpriseNumber "${number}" is not the number of an enterprise`);
    const foundedOn = readDate('StartDate', startDate);
    if (readCode('TypeOfEnterprise', type, ENTERPRISE_TYPE) !== LEGAL_PERSON) return undefined;
    return [
      id.slice(2),
      readCode('Status', status, STATUS),
      // A form that the Companies Code of 2019 abolished is read as the one it became.
      formByCode2019 || form || null,
      readText('JuridicalSituation', situation),
      foundedOn,
    ];
  },
);

export const NAMES = extractTable(
  'denomination',
  ['EntityNumber', 'Language', 'TypeOfDenomination', 'Denomination'],
  (number, language, kind, denomination) => {
    const companyId = readCompanyId('EntityNumber', number);
    if (companyId === undefined) return undefined;
    const text = readText('Denomination', denomination);
    return [
      companyId,
      readCode('TypeOfDenomination', kind, NAME_KIND),
      readCode('Language', language, NAME_LANGUAGE),
      text,
      toSearchText(text),
    ];
  },
);

/** Registered offices; one that was struck off is no address any more. */
export const ADDRESSES = extractTable(
  'address',
  [
    'EntityNumber',
    'TypeOfAddress',
    'CountryNL',
    'CountryFR',
    'Zipcode',
    'MunicipalityNL',
    'MunicipalityFR',
    'StreetNL',
    'StreetFR',
    'HouseNumber',
    'Box',
    'ExtraAddressInfo',
    'DateStrikingOff',
  ],
  (
    number,
    type,
    countryNl,
    countryFr,
    zipcode,
    municipalityNl,
    municipalityFr,
    streetNl,
    streetFr,
    house,
    box,
    ...rest
  ) => {
    const companyId = readCompanyId('EntityNumber', number);
    const [, strikingOff] = rest;
    const struckOffOn = readDate('DateStrikingOff', strikingOff);
    const isRegisteredOffice = readCode('TypeOfAddress', type, ADDRESS_TYPE) === 'REGO';
    if (companyId === undefined || !isRegisteredOffice || struckOffOn !== null) return undefined;
    return [
      companyId,
      readOptionalText('StreetNL', streetNl),
      readOptionalText('StreetFR', streetFr),
      readOptionalText('HouseNumber', house),
      readOptionalText('Box', box),
      readOptionalText('Zipcode', zipcode),
      readOptionalText('MunicipalityNL', municipalityNl),
      readOptionalText('MunicipalityFR', municipalityFr),
      countryCodeOf(countryNl, countryFr),
    ];
  },
);

export const ACTIVITIES = extractTable(
  'activity',
  ['EntityNumber', 'ActivityGroup', 'NaceVersion', 'NaceCode', 'Classification'],
  (number, _group, version, code, classification) => {
    const companyId = readCompanyId('EntityNumber', number);
    if (companyId === undefined) return undefined;
    return [
      companyId,
      readCode('NaceVersion', version, NACE_VERSION),
      readText('NaceCode', code),
      readCode('Classification', classification, CLASSIFICATION),
    ];
  },
);

/** The companies whose rows in a table are replaced: `X_delete.csv` of an update. */
export function deletionsOf(table: ExtractTable): ExtractTable {
  const [key = ''] = table.columns;
  return {
    file: `${table.file}_delete`,
    columns: [key],
    read: ([number = '']) => {
      const companyId = readCompanyId(key, number);
      return companyId === undefined ? undefined : [companyId];
    },
  };
}

/** The rows that an update gives instead: `X_insert.csv`. */
export function insertionsOf(table: ExtractTable): ExtractTable {
  return { ...table, file: `${table.file}_insert` };
}
