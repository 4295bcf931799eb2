import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { RegistrySchema } from './tables.ts';

/** Tables of one import: they hold the rows of an extract as they came, and end with the transaction. */
const STAGING_TABLES = {
  staged_codes: 'category text, version smallint, code text, language text, label text, search_text text',
  staged_companies:
    'registration_number text, status text, legal_form_code text, legal_situation_code text, founded_on date',
  staged_names: 'company_id text collate "C", kind text, language text, text text, search_text text',
  staged_addresses: `company_id text collate "C", street_nl text, street_fr text, house_number text, box text,
    postal_code text, municipality_nl text, municipality_fr text, country_code text`,
  staged_activities: 'company_id text collate "C", nace_version smallint, nace_code text, classification text',
  // The companies whose rows an update replaces, table by table.
  replaced_companies: 'company_id text collate "C"',
  replaced_names: 'company_id text collate "C"',
  replaced_addresses: 'company_id text collate "C"',
  replaced_activities: 'company_id text collate "C"',
} as const;

export type StagingTable = keyof typeof STAGING_TABLES;

export async function createStagingTables(db: Transaction<RegistrySchema>): Promise<void> {
  for (const [name, columns] of Object.entries(STAGING_TABLES))
    await sql`create temporary table ${sql.table(name)} (${sql.raw(columns)}) on commit drop`.execute(db);
}

/** Lets the planner see how much was staged. */
export async function analyzeStagingTables(db: Transaction<RegistrySchema>): Promise<void> {
  for (const name of Object.keys(STAGING_TABLES)) await sql`analyze ${sql.table(name)}`.execute(db);
}
