import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ExtractError } from './extract-error.ts';
import { ACTIVITIES, ADDRESSES, deletionsOf, ENTERPRISES, NAMES } from './extract-tables.ts';
import type { ExtractTable, StagedRow } from './extract-tables.ts';
import { readRows } from './read-extract.ts';

/** Reads a file with the right header and these lines. */
async function rowsOf(table: ExtractTable, ...lines: string[]): Promise<StagedRow[]> {
  const header = table.columns.map((column) => `"${column}"`).join(',');
  return rowsOfText(table, `${[header, ...lines].join('\n')}\n`);
}

async function rowsOfText(table: ExtractTable, text: string | Buffer): Promise<StagedRow[]> {
  const rows: StagedRow[] = [];
  for await (const row of readRows(Readable.from([text]), `${table.file}.csv`, table)) rows.push(row);
  return rows;
}

describe('reading an extract', () => {
  it('keeps legal persons and leaves natural persons out', async () => {
    expect(
      await rowsOf(
        ENTERPRISES,
        '"0403.170.701","AC","000","2","014",,01-08-1975',
        '"1029.025.290","AC","000","1",,,11-10-2025',
      ),
    ).toEqual([['0403170701', 'ACTIVE', '014', '000', '1975-08-01']]);
  });

  it('reads an abolished form as the one it became', async () => {
    const [row] = await rowsOf(ENTERPRISES, '"0403.170.701","ST","050","2","015","610",');
    expect(row).toEqual(['0403170701', 'STOPPED', '610', '050', null]);
  });

  it('reads names with quotes, accents and line ends in them', async () => {
    expect(
      await rowsOf(NAMES, '"0403.170.701","1","001","Café ""L\'Été""\nArdennais"', '"0403.170.701","0","002","CEA"'),
    ).toEqual([
      ['BE0403170701', 'OFFICIAL', 'FR', 'Café "L\'Été"\nArdennais', 'cafe lete ardennais'],
      ['BE0403170701', 'ABBREVIATION', '', 'CEA', 'cea'],
    ]);
  });

  it('keeps the registered office, unless it was struck off', async () => {
    const address = (type: string, country: string, struckOff: string) =>
      `"0403.170.701","${type}",${country},"1000","Brussel","Bruxelles","Hoogstraat","Rue Haute","1","",,${struckOff}`;
    expect(await rowsOf(ADDRESSES, address('REGO', ',', ''), address('BAET', ',', ''))).toEqual([
      ['BE0403170701', 'Hoogstraat', 'Rue Haute', '1', null, '1000', 'Brussel', 'Bruxelles', 'BE'],
    ]);
    expect(await rowsOf(ADDRESSES, address('REGO', ',', '31-12-2020'))).toEqual([]);
    const [abroad] = await rowsOf(ADDRESSES, address('REGO', '"Nederland","Pays-Bas"', ''));
    expect(abroad?.at(-1)).toBe('NL');
    const [unknown] = await rowsOf(ADDRESSES, address('REGO', '"Atlantis","Atlantide"', ''));
    expect(unknown?.at(-1)).toBeNull();
  });

  it('leaves establishments out', async () => {
    expect(await rowsOf(ACTIVITIES, '"2.004.869.739","001","2025","62100","MAIN"')).toEqual([]);
    expect(await rowsOf(deletionsOf(ACTIVITIES), '"2.004.869.739"', '"0403.170.701"')).toEqual([['BE0403170701']]);
  });

  const valid = '"0403.170.701","001","2025","62100","MAIN"';
  it.each([
    ['a missing column', [valid, '"0403.170.701","001","2025","62100"'], 'line 3: there are 4 columns where 5'],
    ['a column too many', [valid, `${valid},"x"`], 'line 3: there are 6 columns where 5'],
    [
      'wrong check digits',
      ['"0403.170.702","001","2025","62100","MAIN"'],
      'line 2: EntityNumber "0403.170.702" has wrong',
    ],
    [
      'another number format',
      ['"BE403170701","001","2025","62100","MAIN"'],
      'line 2: EntityNumber "BE403170701" is not',
    ],
    ['an unknown version', ['"0403.170.701","001","2030","62100","MAIN"'], 'NaceVersion "2030" is none of 2003, 2008'],
    ['an empty code', ['"0403.170.701","001","2025","","MAIN"'], 'line 2: NaceCode is empty'],
    [
      'a quote that never ends',
      [valid, '"0403.170.701","001","2025","62100","MAIN'],
      'the quotes or separators are broken',
    ],
  ])('refuses %s, with file and line', async (_case, lines, message) => {
    const error = await rowsOf(ACTIVITIES, ...lines).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ExtractError);
    expect((error as Error).message).toContain('activity.csv line ');
    expect((error as Error).message).toContain(message);
  });

  it.each(['31-02-2020', '2020-01-31', '1-1-2020'])('refuses the date %s', async (date) => {
    await expect(rowsOf(ENTERPRISES, `"0403.170.701","AC","000","2","014",,${date}`)).rejects.toThrow(
      `enterprise.csv line 2: StartDate "${date}" is not a date (dd-mm-yyyy).`,
    );
  });

  it('refuses bytes that are not UTF-8', async () => {
    const text = `${NAMES.columns.join(',')}\n"0403.170.701","1","001","Caf\xe9"\n`;
    await expect(rowsOfText(NAMES, Buffer.from(text, 'latin1'))).rejects.toThrow('line 2: Denomination');
  });

  it('refuses another header and a file without one', async () => {
    await expect(rowsOfText(ACTIVITIES, 'EntityNumber,NaceCode\n')).rejects.toThrow(
      'activity.csv line 1: the columns are',
    );
    await expect(rowsOfText(ACTIVITIES, '')).rejects.toThrow('the file is empty');
  });
});
