import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHIPPED_EXTRACT } from '../../../subgraphs/registry/extract/generate-extract.ts';
import { createSyntheticEnterprises } from '../../../subgraphs/registry/extract/synthetic/companies.ts';
import { importExtract } from '../../../subgraphs/registry/operations/import-extract.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
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

/** Everything a page of companies may show. */
const EVERYTHING = `
  id countryCode registrationNumber formattedNumber name status foundedOn
  names { text kind language }
  legalForm { code label(language: NL) }
  legalSituation { code label(language: FR) goingConcernAtRisk }
  registeredOffice { street houseNumber box postalCode municipality countryCode }
  activities { nace { code version label } classification }
  businessType { id name industry }`;
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Company { ${EVERYTHING} } ... on BusinessType { id name } }
}`;

interface CompanyIds {
  readonly searchCompanies: { readonly nodes: readonly { readonly id: string }[] };
}

/** How often each table was read. */
function readsByTable(
  statements: readonly { readonly query: string; readonly calls: number }[],
): Record<string, number> {
  const reads: Record<string, number> = {};
  for (const { query, calls } of statements)
    for (const [, table = ''] of query.matchAll(/from "(\w+)"/g)) reads[table] = (reads[table] ?? 0) + calls;
  return reads;
}
const ONCE_EACH = {
  companies: 1,
  company_names: 1,
  company_addresses: 1,
  company_activities: 1,
  legal_codes: 1,
  nace_codes: 1,
};

describe('a company', () => {
  test('shows what the register holds of it', async () => {
    const { data } = await registry.ask(`{ company(id: "BE1999000150") { ${EVERYTHING} } }`);

    expect(data['company']).toMatchObject({
      id: 'BE1999000150',
      countryCode: 'BE',
      registrationNumber: '1999000150',
      formattedNumber: '1999.000.150',
      name: "Bakkerij D'Hondtelaer",
      status: 'ACTIVE',
      names: [{ text: "Bakkerij D'Hondtelaer", kind: 'OFFICIAL', language: 'NL' }],
      legalForm: { code: '610', label: 'Besloten vennootschap' },
      legalSituation: { code: '000', label: 'Situation normale', goingConcernAtRisk: false },
      registeredOffice: { postalCode: '2000', municipality: 'Antwerpen', countryCode: 'BE' },
      businessType: { id: 'bakery', name: 'Bakery and pastry', industry: 'MANUFACTURING' },
    });
    expect(data['company']).toHaveProperty('activities.0', {
      nace: { code: '10712', version: 'NACE_2025', label: 'Artisan bakery' },
      classification: 'MAIN',
    });
  });

  test('shows its activities in the version asked for', async () => {
    const { data } = await registry.ask(
      '{ company(id: "BE1999000150") { activities(version: NACE_2008) { nace { code version } } } }',
    );

    expect(data['company']).toEqual({ activities: [{ nace: { code: '10712', version: 'NACE_2008' } }] });
  });

  test('has its address in its own language where the place has two', async () => {
    const { data } = await registry.ask('{ company(id: "BE1999011236") { registeredOffice { municipality } } }');

    expect(data['company']).toEqual({ registeredOffice: { municipality: 'Bruxelles' } });
  });

  test('in bankruptcy or judicial reorganisation puts its survival in doubt', async () => {
    const rows = await database.query<{ id: string; code: string }>(
      `select id, legal_situation_code as code from app_registry.companies where legal_situation_code <> '000' order by id`,
    );
    const { data } = await registry.ask<{ _entities: unknown }>(
      `query ($representations: [_Any!]!) {
         _entities(representations: $representations) { ... on Company { id legalSituation { code goingConcernAtRisk } } }
       }`,
      { representations: rows.map(({ id }) => ({ __typename: 'Company', id })) },
    );

    expect(new Set(rows.map(({ code }) => code))).toEqual(new Set(['012', '013', '050', '091']));
    expect(data._entities).toEqual(
      rows.map(({ id, code }) => ({
        id,
        legalSituation: { code, goingConcernAtRisk: code === '050' || code === '091' },
      })),
    );
  });

  test.each(['1999.000.150', '1999000150', 'BE 1999.000.150'])(
    'is found by the number %j',
    async (registrationNumber) => {
      const { data } = await registry.ask(
        'query ($registrationNumber: String!) { companyByNumber(registrationNumber: $registrationNumber) { id } }',
        { registrationNumber },
      );

      expect(data).toEqual({ companyByNumber: { id: 'BE1999000150' } });
    },
  );

  test.each([
    [
      'BE',
      '1999.000.151',
      'registrationNumber',
      '"registrationNumber" has wrong check digits: look for a mistyped digit.',
    ],
    [
      'BE',
      '12',
      'registrationNumber',
      '"registrationNumber" must have ten digits, the first 0 or 1, such as 0403.170.701.',
    ],
    ['NL', '1999000150', 'countryCode', '"countryCode" must be BE, the only register held so far.'],
  ])('is not looked for under %s %s', async (countryCode, registrationNumber, path, message) => {
    const { data, errors } = await registry.ask(
      'query ($c: String!, $n: String!) { companyByNumber(countryCode: $c, registrationNumber: $n) { id } }',
      { c: countryCode, n: registrationNumber },
    );

    expect(data).toEqual({ companyByNumber: null });
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT', fields: [{ path }] } }]);
  });

  test('is not looked for under text that no database holds', async () => {
    const { data, errors } = await registry.ask('query ($id: ID!) { company(id: $id) { id } }', { id: 'BE\0' });
    expect(data).toEqual({ company: null });
    expect(errors).toMatchObject([
      { message: 'Text must not hold the null character (U+0000).', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    const half = await registry.ask('query ($id: ID!) { company(id: $id) { id } }', { id: 'BE\ud800' });
    expect(half).toMatchObject({ data: { company: null } });
    expect(half.errors).toBeUndefined();
  });

  test('that the register does not hold is null, as is a natural person', async () => {
    const person = createSyntheticEnterprises().find(({ type }) => type === '1');
    const { data, errors } = await registry.ask(
      `query ($person: String!) {
         nobody: company(id: "BE0403170701") { id }
         byNumber: companyByNumber(registrationNumber: "0403.170.701") { id }
         person: companyByNumber(registrationNumber: $person) { id }
       }`,
      { person: person?.number },
    );

    expect(errors).toBeUndefined();
    expect(data).toEqual({ nobody: null, byNumber: null, person: null });
  });
});

describe('references from other subgraphs', () => {
  test('reach a company by either key, and business types by id', async () => {
    const { data } = await registry.ask<{ _entities: unknown }>(
      `query ($representations: [_Any!]!) {
         _entities(representations: $representations) { ... on Company { id } ... on BusinessType { id name } }
       }`,
      {
        representations: [
          { __typename: 'Company', id: 'BE1999000150' },
          { __typename: 'Company', countryCode: 'BE', registrationNumber: '1999003813' },
          { __typename: 'Company', id: 'BE0403170701' },
          { __typename: 'BusinessType', id: 'software' },
          { __typename: 'BusinessType', id: 'alchemy' },
        ],
      },
    );

    expect(data._entities).toEqual([
      { id: 'BE1999000150' },
      { id: 'BE1999003813' },
      null,
      { id: 'software', name: 'Software' },
      null,
    ]);
  });

  test('to 50 companies, with all they show, read each table once', async () => {
    const rows = await database.query<{ id: string }>('select id from app_registry.companies order by id limit 50');
    const representations = rows.map(({ id }) => ({ __typename: 'Company', id }));
    const statements = await database.countStatements('registry', async () => {
      const answer = await registry.ask(ENTITIES, { representations });
      expect(answer.errors).toBeUndefined();
    });

    expect(readsByTable(statements)).toEqual(ONCE_EACH);
  });

  test('to 50 companies that a search found, with all they show, read each table once', async () => {
    const statements = await database.countStatements('registry', async () => {
      const { data, errors } = await registry.ask<CompanyIds>(
        `{ searchCompanies(text: "eri", first: 50) { nodes { ${EVERYTHING} } edges { cursor node { ${EVERYTHING} } } } }`,
      );
      expect(errors).toBeUndefined();
      expect(data.searchCompanies.nodes).toHaveLength(50);
    });

    expect(readsByTable(statements)).toEqual(ONCE_EACH);
  });
});

describe('business types', () => {
  test('are listed by name, all or those of an industry', async () => {
    const { data } = await registry.ask<Record<'all' | 'technology', { name: string }[]>>(`{
      all: businessTypes { name }
      technology: businessTypes(industry: TECHNOLOGY) { name }
    }`);
    const names = data.all.map(({ name }) => name);

    expect(names.length).toBeGreaterThanOrEqual(30);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
    expect(data.technology.map(({ name }) => name)).toEqual(['IT consulting and services', 'Software']);
  });

  test('that are unknown are null', async () => {
    const { data } = await registry.ask('{ businessType(id: "alchemy") { id } }');

    expect(data).toEqual({ businessType: null });
  });
});

test('a database that goes away is UPSTREAM_UNAVAILABLE until it is back', async () => {
  const proxy = await startTcpProxy(database.urlFor('registry'));
  const behindProxy = await startRegistrySubgraph(proxy.url);
  const find = () => behindProxy.ask('{ company(id: "BE1999000150") { name } }');
  try {
    expect((await find()).errors).toBeUndefined();

    await proxy.cut();
    const { data, errors } = await find();
    expect(data).toEqual({ company: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } }]);

    await proxy.restore();
    expect((await find()).data).toEqual({ company: { name: "Bakkerij D'Hondtelaer" } });
  } finally {
    await behindProxy.close();
    await proxy.close();
  }
});
