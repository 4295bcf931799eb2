import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHIPPED_EXTRACT } from '../../../subgraphs/registry/extract/generate-extract.ts';
import { importExtract } from '../../../subgraphs/registry/operations/import-extract.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { startRegistrySubgraph } from './registry-subgraph.ts';
import type { RegistrySubgraph } from './registry-subgraph.ts';

let database: TestDatabase;
let registry: RegistrySubgraph;
beforeAll(async () => {
  database = await createTestDatabase();
  await importExtract({ databaseUrl: database.urlFor('registry'), path: SHIPPED_EXTRACT });
  registry = await startRegistrySubgraph(database.urlFor('registry'));
});
afterAll(async () => {
  await registry.close();
  await database.drop();
});

interface SearchData {
  readonly searchCompanies: {
    readonly nodes: readonly { readonly id: string; readonly name: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}
const SEARCH = `query ($text: String!, $first: Int, $after: String) {
  searchCompanies(text: $text, first: $first, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } }
}`;
const search = (text: string, page: { first?: number; after?: string | null } = {}) =>
  registry.ask<SearchData>(SEARCH, { text, ...page });
const namesOf = async (text: string) => {
  const { data } = await search(text, { first: 50 });
  return data.searchCompanies.nodes.map(({ name }) => name);
};

describe('searching companies', () => {
  test.each([
    ['creme', 'Crèmerie '],
    ['CRÈMERIE', 'Crèmerie '],
    ['gebaudereinigung', 'Gebäudereinigung '],
    ['grossmann', 'Großmannhaus'],
    ['oeillard', 'Œillard'],
    ['boulangerie', 'Boulangerie '],
  ])('%j finds names with %j, whatever their case and accents', async (text, part) => {
    const names = await namesOf(text);

    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toContain(part);
  });

  test('finds a name with an apostrophe with it and without', async () => {
    const names = await namesOf("d'hondtelaer");

    expect(names).toContain("Bakkerij D'Hondtelaer");
    expect(await namesOf('dhondtelaer')).toEqual(names);
    expect((await namesOf('hondtelaer')).sort()).toEqual(names.sort());
  });

  test('needs every word, in any order', async () => {
    expect(await namesOf('zonen eeckhaute van')).toEqual(['Sanitair Van den Eeckhaute & Zonen']);
  });

  test('finds a company by a name in its other language', async () => {
    const [company] = await database.query<{ id: string; name: string; other: string }>(
      `select c.id, c.name, n.text as other
         from app_registry.companies c join app_registry.company_names n on n.company_id = c.id
        where n.kind = 'OFFICIAL' and n.language = 'NL' and c.language = 'FR' and n.text <> c.name
        order by c.id limit 1`,
    );
    const { data } = await search(company?.other ?? '');

    expect(data.searchCompanies.nodes).toContainEqual({ id: company?.id, name: company?.name });
  });

  test('puts the whole name first, then names that begin with the text, then words that do', async () => {
    const names = await namesOf('garage');
    const startsWithText = names.map((name) => name.startsWith('Garage '));

    expect(startsWithText).toEqual([...startsWithText].sort((a, b) => Number(b) - Number(a)));
    const [first] = names;
    expect((await namesOf(first ?? ''))[0]).toBe(first);
  });

  test('takes % and _ as characters, not as wildcards', async () => {
    expect(await namesOf('100%')).toEqual([]);
    expect(await namesOf('gar_ge')).toEqual([]);
    const { errors } = await search('%_%');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'text' }] });
  });

  test.each(['1999.000.150', 'BE1999000150', 'be 1999 000 150'])(
    'finds a company by its number %j alone',
    async (text) => {
      const { data } = await search(text);

      expect(data.searchCompanies.nodes.map(({ id }) => id)).toEqual(['BE1999000150']);
      expect(data.searchCompanies.pageInfo.hasNextPage).toBe(false);
    },
  );

  test.each([
    ['a', 'text'],
    ['x'.repeat(101), 'text'],
  ])('refuses the text %j', async (text, path) => {
    const { errors } = await search(text);

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  });

  test.each([0, 51])('refuses a page of %d', async (first) => {
    const { errors } = await search('garage', { first });

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'first' }] });
  });

  test.each([
    'nonsense',
    Buffer.from('["1e99","BE"]').toString('base64url'),
    Buffer.from('["-1","BE"]').toString('base64url'),
  ])('refuses the cursor %j', async (after) => {
    const { errors } = await search('garage', { after });

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
  });

  test('pages through every match once, in one order, whatever the size of the page', async () => {
    const pageThrough = async (first: number) => {
      const ids: string[] = [];
      let after: string | null = null;
      for (;;) {
        const { data }: { data: SearchData } = await search('eri', { first, after });
        ids.push(...data.searchCompanies.nodes.map(({ id }) => id));
        if (!data.searchCompanies.pageInfo.hasNextPage) return ids;
        after = data.searchCompanies.pageInfo.endCursor;
      }
    };
    const inPagesOf3 = await pageThrough(3);

    expect(inPagesOf3.length).toBeGreaterThan(50);
    expect(new Set(inPagesOf3).size).toBe(inPagesOf3.length);
    expect(await pageThrough(50)).toEqual(inPagesOf3);
    expect(await pageThrough(1)).toEqual(inPagesOf3);
  });
});

describe('NACE codes', () => {
  interface NaceData {
    readonly found: readonly { readonly code: string; readonly label: string }[];
  }
  const searchNace = async (text: string) => {
    const { data } = await registry.ask<NaceData>(
      'query ($text: String!) { found: searchNaceCodes(text: $text) { code label } }',
      { text },
    );
    return data.found;
  };

  test('are found by their name in any language', async () => {
    const brewing = [{ code: '11050', label: 'Brewing' }];

    expect(await searchNace('brewing')).toEqual(brewing);
    expect(await searchNace('Brasserie')).toEqual(brewing);
    expect(await searchNace('van bier')).toEqual(brewing);
  });

  test('are found by their first digits, with or without dots', async () => {
    const codes = (await searchNace('62')).map(({ code }) => code);

    expect(codes).toEqual(['62', '62100', '62200', '62900']);
    expect((await searchNace('62.1')).map(({ code }) => code)).toEqual(['62100']);
  });

  test('have a label in the language asked for, else in English', async () => {
    const { data } = await registry.ask(`{
      naceCode(code: "62.100") { code version en: label nl: label(language: NL) de: label(language: DE) }
      older: naceCode(code: "62010", version: NACE_2008) { version label(language: FR) }
      unknown: naceCode(code: "99999") { code }
      nonsense: naceCode(code: "%") { code }
    }`);

    expect(data).toEqual({
      naceCode: {
        code: '62100',
        version: 'NACE_2025',
        en: 'Computer programming',
        nl: 'Computerprogrammering',
        de: 'Computer programming',
      },
      older: { version: 'NACE_2008', label: 'Programmation informatique' },
      unknown: null,
      nonsense: null,
    });
  });
});
