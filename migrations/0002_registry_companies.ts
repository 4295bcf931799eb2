import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Companies of the Belgian register, as the KBO open data gives them, legal persons only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists pg_trgm with schema public`.execute(db);
  const { schema } = db.withSchema('app_registry');

  await schema
    .createTable('extracts')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('FULL', 'UPDATE')`))
    .addColumn('snapshot_date', 'date', (column) => column.notNull())
    .addColumn('imported_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();

  const codeTable = (name: string) =>
    schema
      .createTable(name)
      .addColumn('label_de', 'text')
      .addColumn('label_en', 'text')
      .addColumn('label_fr', 'text')
      .addColumn('label_nl', 'text');
  await codeTable('legal_codes')
    .addColumn('category', 'text', (column) => column.notNull().check(sql`category in ('FORM', 'SITUATION')`))
    .addColumn('code', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('legal_codes_pkey', ['category', 'code'])
    .execute();
  await codeTable('nace_codes')
    .addColumn('version', 'smallint', (column) => column.notNull().check(sql`version in (2003, 2008, 2025)`))
    .addColumn('code', sql`text collate "C"`, (column) => column.notNull())
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('nace_codes_pkey', ['version', 'code'])
    .execute();

  await schema
    .createTable('companies')
    .addColumn('country_code', 'text', (column) => column.notNull().check(sql`country_code ~ '^[A-Z]{2}$'`))
    .addColumn('registration_number', 'text', (column) => column.notNull())
    .addColumn('id', sql`text collate "C"`, (column) =>
      column
        .generatedAlwaysAs(sql`country_code || registration_number`)
        .stored()
        .primaryKey(),
    )
    .addColumn('status', 'text', (column) => column.notNull().check(sql`status in ('ACTIVE', 'STOPPED')`))
    .addColumn('legal_form_code', 'text')
    .addColumn('legal_situation_code', 'text', (column) => column.notNull())
    .addColumn('founded_on', 'date')
    // Worked out from the names and the address by the import; empty only while it runs.
    .addColumn('name', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('language', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('search_names', 'text', (column) => column.notNull().defaultTo(''))
    .execute();

  const companyTable = (name: string) =>
    schema
      .createTable(name)
      .addColumn('company_id', sql`text collate "C"`, (column) =>
        column.notNull().references('companies.id').onDelete('cascade'),
      );
  await companyTable('company_names')
    .addColumn('kind', 'text', (column) =>
      column.notNull().check(sql`kind in ('OFFICIAL', 'ABBREVIATION', 'COMMERCIAL', 'BRANCH')`),
    )
    .addColumn('language', 'text', (column) => column.notNull().check(sql`language in ('', 'DE', 'EN', 'FR', 'NL')`))
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('company_names_pkey', ['company_id', 'kind', 'language', 'text'])
    .execute();
  await companyTable('company_addresses')
    .addColumn('street_nl', 'text')
    .addColumn('street_fr', 'text')
    .addColumn('house_number', 'text')
    .addColumn('box', 'text')
    .addColumn('postal_code', 'text')
    .addColumn('municipality_nl', 'text')
    .addColumn('municipality_fr', 'text')
    .addColumn('country_code', 'text')
    .addPrimaryKeyConstraint('company_addresses_pkey', ['company_id'])
    .execute();
  await companyTable('company_activities')
    .addColumn('nace_version', 'smallint', (column) => column.notNull())
    .addColumn('nace_code', 'text', (column) => column.notNull())
    .addColumn('classification', 'text', (column) =>
      column.notNull().check(sql`classification in ('MAIN', 'SECONDARY', 'ANCILLARY')`),
    )
    .addPrimaryKeyConstraint('company_activities_pkey', ['company_id', 'nace_version', 'nace_code', 'classification'])
    .execute();

  await sql`create index companies_search_names_idx on app_registry.companies
    using gin (search_names public.gin_trgm_ops)`.execute(db);
  await sql`create index nace_codes_search_text_idx on app_registry.nace_codes
    using gin (search_text public.gin_trgm_ops)`.execute(db);
}
