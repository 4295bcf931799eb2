import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SHIPPED_EXTRACT } from '../../../subgraphs/registry/extract/generate-extract.ts';
import { ExtractError } from '../../../subgraphs/registry/extract/extract-error.ts';
import { importExtract } from '../../../subgraphs/registry/operations/import-extract.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { createTemporaryDirectory, filesOf, fullExtract, updateExtract, zipOf } from './write-extract.ts';
import type { TemporaryDirectory } from './write-extract.ts';

let database: TestDatabase;
let directory: TemporaryDirectory;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());
beforeAll(async () => {
  directory = await createTemporaryDirectory();
});
afterAll(() => directory.remove());

const TABLES = ['companies', 'company_names', 'company_addresses', 'company_activities', 'legal_codes', 'nace_codes'];

const load = (extractPath: string) => importExtract({ databaseUrl: database.urlFor('registry'), path: extractPath });
const loadFiles = async (files: Map<string, string>) => load(await directory.writeExtract(files));

/** Every row of the register, so that two states can be compared. */
async function readState(): Promise<Record<string, unknown>> {
  const state: Record<string, unknown> = {};
  for (const table of [...TABLES, 'extracts'])
    state[table] = await database.query(`select t::text as row from app_registry.${table} t order by 1`);
  return state;
}

const companies = () =>
  database.query<Record<string, string | null>>(
    `select id, name, language, search_names, legal_form_code as form, status from app_registry.companies order by id`,
  );

/** Two companies and a natural person, with valid check digits. */
const ALPHA = '1999.500.095';
const BETA = '1999.500.194';
const PERSON = '1999.500.293';
const BASE = {
  enterprise: [
    `${ALPHA},AC,000,2,610,,01-02-2010`,
    `${BETA},AC,000,2,015,610,03-04-1999`,
    `${PERSON},AC,000,1,,,05-06-2001`,
  ],
  denomination: [
    `${ALPHA},2,001,Alpha Naam`,
    `${ALPHA},1,001,Alpha Nom`,
    `${ALPHA},0,003,"De Gouden ""A"""`,
    `${BETA},1,001,Bêta`,
    `${PERSON},1,001,Jeanne Privée`,
  ],
  address: [
    `${ALPHA},REGO,,,4000,Liège,Liège,Rue Haute,Rue Haute,1,,,`,
    `${PERSON},REGO,,,1000,Brussel,Bruxelles,Hoogstraat,Rue Haute,2,,,`,
  ],
  activity: [
    `${ALPHA},001,2025,62100,MAIN`,
    `${ALPHA},006,2025,62100,MAIN`,
    `${BETA},001,2025,10712,MAIN`,
    `${PERSON},001,2025,69101,MAIN`,
  ],
};

describe('the shipped extract', () => {
  test('fills the register with legal persons only', async () => {
    const result = await load(SHIPPED_EXTRACT);

    expect(result).toEqual({ imported: true, extractNumber: 1, companies: 240 });
    const leaks = await Promise.all(
      ['company_names', 'company_addresses', 'company_activities'].map((table) =>
        database.query(
          `select from app_registry.${table} where company_id not in (select id from app_registry.companies)`,
        ),
      ),
    );
    expect(leaks).toEqual([[], [], []]);
    expect(await database.query(`select from app_registry.company_names where text ~ 'Natuurlijke Persoon'`)).toEqual(
      [],
    );
  });

  test('changes nothing when it is imported again', async () => {
    await load(SHIPPED_EXTRACT);
    const before = await readState();

    expect(await load(SHIPPED_EXTRACT)).toEqual({ imported: false, extractNumber: 1, companies: 240 });
    expect(await readState()).toEqual(before);
  });

  test('is the same from a zip file', async () => {
    await load(SHIPPED_EXTRACT);
    const fromDirectory = await readState();
    await database.drop();
    database = await createTestDatabase();

    await load(await directory.writeFile('extract.zip', zipOf(await filesOf(SHIPPED_EXTRACT))));

    const { extracts, ...fromZip } = await readState();
    expect(extracts).toHaveLength(1);
    expect(fromDirectory).toMatchObject(fromZip);
  });
});

describe('a full extract', () => {
  test('names a company in the language of its region and searches all its names', async () => {
    await loadFiles(fullExtract(7, BASE));

    expect(await companies()).toEqual([
      {
        id: 'BE1999500095',
        name: 'Alpha Nom',
        language: 'FR',
        search_names: '| alpha naam | alpha nom | de gouden a |',
        form: '610',
        status: 'ACTIVE',
      },
      { id: 'BE1999500194', name: 'Bêta', language: 'FR', search_names: '| beta |', form: '610', status: 'ACTIVE' },
    ]);
  });

  test('keeps an activity once that was told to several authorities', async () => {
    await loadFiles(fullExtract(7, BASE));

    expect(
      await database.query(`select company_id, nace_code from app_registry.company_activities order by company_id`),
    ).toEqual([
      { company_id: 'BE1999500095', nace_code: '62100' },
      { company_id: 'BE1999500194', nace_code: '10712' },
    ]);
  });

  test('replaces an earlier one: who is not in it goes, who stays keeps the id', async () => {
    await loadFiles(fullExtract(7, BASE));
    await loadFiles(
      fullExtract(9, {
        enterprise: [`${BETA},ST,050,2,610,,03-04-1999`],
        denomination: [`${BETA},1,001,Bêta Nouveau`],
      }),
    );

    expect(await companies()).toMatchObject([{ id: 'BE1999500194', name: 'Bêta Nouveau', status: 'STOPPED' }]);
    expect(await database.query('select from app_registry.company_activities')).toEqual([]);
  });
});

describe('an update', () => {
  beforeEach(() => loadFiles(fullExtract(7, BASE)));

  test('replaces the rows of the companies it lists, table by table, and leaves the rest alone', async () => {
    await loadFiles(
      updateExtract(
        8,
        { enterprise: [ALPHA], denomination: [BETA, PERSON], activity: [ALPHA] },
        {
          enterprise: [`${ALPHA},ST,000,2,014,,01-02-2010`],
          denomination: [`${BETA},2,001,Bèta Nieuw`, `${PERSON},1,001,Jeanne Encore`],
          activity: [`${ALPHA},001,2025,62200,MAIN`, `${PERSON},001,2025,69101,MAIN`],
        },
      ),
    );

    expect(await companies()).toMatchObject([
      { id: 'BE1999500095', name: 'Alpha Nom', form: '014', status: 'STOPPED' },
      { id: 'BE1999500194', name: 'Bèta Nieuw', language: 'NL', search_names: '| beta nieuw |' },
    ]);
    expect(
      await database.query(`select company_id, nace_code from app_registry.company_activities order by company_id`),
    ).toEqual([
      { company_id: 'BE1999500095', nace_code: '62200' },
      { company_id: 'BE1999500194', nace_code: '10712' },
    ]);
    expect(
      await database.query(`select from app_registry.company_addresses where company_id = 'BE1999500095'`),
    ).toHaveLength(1);
  });

  test('names a company anew when only its address moves to another region', async () => {
    await loadFiles(
      updateExtract(8, { address: [ALPHA] }, { address: [`${ALPHA},REGO,,,9000,Gent,Gent,Kouter,Kouter,1,,,`] }),
    );

    expect(await companies()).toMatchObject([{ name: 'Alpha Naam', language: 'NL' }, { name: 'Bêta' }]);
  });

  test('takes companies away with all that hangs on them, and adds new ones', async () => {
    await loadFiles(
      updateExtract(
        8,
        { enterprise: [ALPHA], denomination: [ALPHA], address: [ALPHA], activity: [ALPHA] },
        { enterprise: ['1999.500.392,AC,000,2,610,,01-02-2026'], denomination: ['1999.500.392,0,001,Gamma'] },
      ),
    );

    expect(await companies()).toMatchObject([{ name: 'Bêta' }, { name: 'Gamma', language: '' }]);
  });

  test('names a company by its number while it has no name', async () => {
    await loadFiles(updateExtract(8, { denomination: [BETA] }, {}));

    expect(await companies()).toMatchObject([{ name: 'Alpha Nom' }, { name: '1999500194', search_names: '' }]);
  });

  test('must be the next one', async () => {
    const before = await readState();

    await expect(loadFiles(updateExtract(9, {}, {}))).rejects.toThrow(
      'Update 9 cannot follow extract 7: import update 8 first, or a newer full extract.',
    );
    expect(await readState()).toEqual(before);
  });

  test('that the register is past already changes nothing', async () => {
    const before = await readState();

    expect(await loadFiles(updateExtract(6, { enterprise: [ALPHA] }, {}))).toMatchObject({ imported: false });
    expect(await readState()).toEqual(before);
  });

  const breakRow = (file: string, row: string) => (files: Map<string, string>) =>
    files.set(file, `${files.get(file) ?? ''}${row}\n`);
  test.each([
    ['a row that lacks a column', breakRow('activity_insert.csv', `${BETA},001,2025`), 'activity_insert.csv line 2'],
    ['a date that does not exist', breakRow('enterprise_insert.csv', `${BETA},AC,000,2,610,,31-02-2026`), 'StartDate'],
    [
      'wrong check digits',
      breakRow('denomination_insert.csv', '1999.500.096,1,001,X'),
      'denomination_insert.csv line 2',
    ],
    ['wrong check digits to delete', breakRow('address_delete.csv', '1999.500.096'), 'address_delete.csv line 2'],
    ['a file that is missing', (files: Map<string, string>) => files.delete('activity_insert.csv'), 'is missing from'],
    [
      'a meta file without a number',
      (files: Map<string, string>) => files.set('meta.csv', 'Variable,Value\n'),
      'meta.csv',
    ],
  ])('with %s is refused and changes nothing', async (_case, damage, message) => {
    const files = updateExtract(8, { enterprise: [ALPHA], denomination: [ALPHA] }, {});
    damage(files);
    const before = await readState();

    const error = await loadFiles(files).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(ExtractError);
    expect((error as Error).message).toContain(message);
    expect(await readState()).toEqual(before);
  });

  test('in a zip file that was cut short is refused and changes nothing', async () => {
    const before = await readState();
    const zip = zipOf(updateExtract(8, { enterprise: [ALPHA] }, {}));
    const file = await directory.writeFile('cut.zip', zip.subarray(0, zip.length - 100));

    await expect(load(file)).rejects.toThrow(/cut\.zip is not a complete zip archive .*: download it again\./);
    expect(await readState()).toEqual(before);
  });

  test('in a zip file with damaged data is refused and changes nothing', async () => {
    const before = await readState();
    const files = updateExtract(8, { enterprise: [ALPHA] }, {});
    const zip = zipOf(files);
    const start = zip.indexOf('code.csv') + 'code.csv'.length;
    zip.fill(0xff, start, start + 20);
    const file = await directory.writeFile('damaged.zip', zip);

    await expect(load(file)).rejects.toThrow(/code\.csv line 1: the compressed data is damaged/);
    expect(await readState()).toEqual(before);
  });
});

test('an update for an empty register asks for a full extract', async () => {
  await expect(loadFiles(updateExtract(8, {}, {}))).rejects.toThrow('import a full extract first');
});

test('an extract that does not exist is named', async () => {
  await expect(load('/nowhere/extract.zip')).rejects.toThrow('/nowhere/extract.zip does not exist');
});

test('an import while another one runs is told to wait, and changes nothing', async () => {
  await database.query("select pg_advisory_lock(hashtext('registry extract import'))");

  await expect(loadFiles(fullExtract(7, BASE))).rejects.toThrow('Another import is running: wait until it has ended.');
  expect(await companies()).toEqual([]);
});

const REAL_UPDATE = path.join(import.meta.dirname, '../../../../shared/data/kbo-sample');

describe.runIf(existsSync(REAL_UPDATE))('a real update of the register', () => {
  test('is applied to the state before it', async () => {
    // Companies as they may have stood: one that the update changes, and one that it takes away.
    await loadFiles(
      fullExtract(146, {
        enterprise: ['0872.480.059,AC,000,2,015,,14-03-2005', '0502.503.253,AC,000,2,610,,01-01-2013'],
        denomination: ['0872.480.059,1,001,Ancien Nom', '0502.503.253,2,001,Oude Naam'],
      }),
    );

    const result = await load(REAL_UPDATE);

    expect(result).toEqual({ imported: true, extractNumber: 147, companies: 11 });
    expect(await database.query(`select from app_registry.companies where id = 'BE0502503253'`)).toEqual([]);
    expect(
      await database.query(
        `select legal_form_code, founded_on::text from app_registry.companies where id = 'BE0872480059'`,
      ),
    ).toEqual([{ legal_form_code: '610', founded_on: '2005-03-14' }]);
    expect(
      await database.query('select version, count(*)::int from app_registry.nace_codes group by 1 order by 1'),
    ).toEqual([
      { version: 2003, count: 3838 },
      { version: 2008, count: 3324 },
      { version: 2025, count: 3276 },
    ]);
  });
});
