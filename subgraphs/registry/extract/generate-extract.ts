import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createSyntheticEnterprises } from './synthetic/companies.ts';
import type { SyntheticEnterprise } from './synthetic/companies.ts';
import { LEGAL_FORMS, LEGAL_SITUATIONS } from './synthetic/legal-labels.ts';
import { NACE_2008 } from './synthetic/nace-2008-labels.ts';
import { NACE_2025 } from './synthetic/nace-2025-labels.ts';
import { ACTIVITIES, ADDRESSES, CODES, ENTERPRISES, META_COLUMNS, NAMES } from './extract-tables.ts';

/** Where the extract that the project ships lies. */
export const SHIPPED_EXTRACT = path.join(import.meta.dirname, 'KboOpenData_0001_2026_01_Full');

const UNQUOTED = /^(\d{2}-\d{2}-\d{4})?$/;
type Field = string | null;

/** As KBO writes it: text in quotes, dates and absent values without. */
function toCsv(columns: readonly string[], rows: readonly (readonly Field[])[]): string {
  const write = (field: Field) =>
    field === null || (field !== '' && UNQUOTED.test(field)) ? (field ?? '') : `"${field.replaceAll('"', '""')}"`;
  return [columns, ...rows].map((row) => `${row.map(write).join(',')}\n`).join('');
}

function codeRows(): string[][] {
  const legal = (category: string, labels: typeof LEGAL_FORMS) =>
    labels.flatMap(([code, de, en, fr, nl]) => [
      [category, code, 'DE', de],
      [category, code, 'EN', en],
      [category, code, 'FR', fr],
      [category, code, 'NL', nl],
    ]);
  const nace = (category: string, labels: typeof NACE_2025) =>
    labels.flatMap(([code, en, fr, nl]) => [
      [category, code, 'EN', en],
      [category, code, 'FR', fr],
      [category, code, 'NL', nl],
    ]);
  return [
    ...legal('JuridicalForm', LEGAL_FORMS),
    ...legal('JuridicalSituation', LEGAL_SITUATIONS),
    ...nace('Nace2008', NACE_2008),
    ...nace('Nace2025', NACE_2025),
  ];
}

function addressRow(entity: string, type: string, enterprise: SyntheticEnterprise): Field[] {
  const { place, street, houseNumber, box } = enterprise;
  const local = street[place.language.toLowerCase() as 'nl' | 'fr' | 'de'];
  const [streetNl, streetFr] = place.isBilingual ? [street.nl, street.fr] : [local, local];
  return [entity, type, null, null, place.zipcode, place.nl, place.fr, streetNl, streetFr, houseNumber, box, null, ''];
}

function activityRows(enterprise: SyntheticEnterprise): string[][] {
  const { number, trade, secondaryTrade, status } = enterprise;
  const row = (group: string, version: string, code: string, classification: string) => [
    number,
    group,
    version,
    code,
    classification,
  ];
  const main2008 = row('001', '2008', trade.nace2008, 'MAIN');
  // Who had stopped before the classification of 2025 was never told to it.
  if (status === 'ST') return [main2008];
  return [
    main2008,
    row('001', '2025', trade.nace2025, 'MAIN'),
    row('006', '2025', trade.nace2025, 'MAIN'),
    ...(secondaryTrade && secondaryTrade.nace2025 !== trade.nace2025
      ? [row('001', '2025', secondaryTrade.nace2025, 'SECO')]
      : []),
  ];
}

/** The files of the synthetic full extract by name; the same on every call. */
export function generateExtract(): Map<string, string> {
  const enterprises = createSyntheticEnterprises();
  const establishments = enterprises.flatMap((enterprise) =>
    enterprise.establishment ? [{ ...enterprise.establishment, enterprise }] : [],
  );
  const columnsOf = ({ columns }: { readonly columns: readonly string[] }) => columns;
  return new Map([
    [
      'meta.csv',
      toCsv(META_COLUMNS, [
        ['SnapshotDate', '31-01-2026'],
        ['ExtractTimestamp', '31-01-2026 06:00:00'],
        ['ExtractType', 'full'],
        ['ExtractNumber', '1'],
        ['Version', '1.0.0'],
      ]),
    ],
    ['code.csv', toCsv(columnsOf(CODES), codeRows())],
    [
      'enterprise.csv',
      toCsv(
        columnsOf(ENTERPRISES),
        enterprises.map((each) => [
          each.number,
          each.status,
          each.situation,
          each.type,
          each.form,
          each.formByCode2019,
          each.startDate,
        ]),
      ),
    ],
    [
      'establishment.csv',
      toCsv(
        ['EstablishmentNumber', 'StartDate', 'EnterpriseNumber'],
        establishments.map(({ number, enterprise }) => [number, enterprise.startDate, enterprise.number]),
      ),
    ],
    [
      'denomination.csv',
      toCsv(columnsOf(NAMES), [
        ...enterprises.flatMap(({ number, names }) =>
          names.map(({ language, kind, text }) => [number, language, kind, text]),
        ),
        ...establishments.map(({ number, name }) => [number, '2', '003', name]),
      ]),
    ],
    [
      'address.csv',
      toCsv(columnsOf(ADDRESSES), [
        ...enterprises.map((each) => addressRow(each.number, 'REGO', each)),
        ...establishments.map(({ number, enterprise }) => addressRow(number, 'BAET', enterprise)),
      ]),
    ],
    [
      'activity.csv',
      toCsv(columnsOf(ACTIVITIES), [
        ...enterprises.flatMap(activityRows),
        ...establishments.map(({ number, enterprise }) => [number, '001', '2025', enterprise.trade.nace2025, 'MAIN']),
      ]),
    ],
    ['contact.csv', toCsv(['EntityNumber', 'EntityContact', 'ContactType', 'Value'], [])],
    ['branch.csv', toCsv(['Id', 'StartDate', 'EnterpriseNumber'], [])],
  ]);
}

if (import.meta.main) {
  await mkdir(SHIPPED_EXTRACT, { recursive: true });
  for (const [name, text] of generateExtract()) await writeFile(path.join(SHIPPED_EXTRACT, name), text);
}
