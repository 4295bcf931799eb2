import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { NewExtract, RegistrySchema } from './tables.ts';

export type ExtractKind = NewExtract['kind'];

/** Keeps other imports out until the transaction ends; readers are not held up. False when another one runs. */
export async function tryLockExtracts(db: Transaction<RegistrySchema>): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('registry extract import')) as locked`.execute(db);
  return rows[0]?.locked ?? false;
}

/** Number of the extract that the register stands at; 0 before the first. */
export async function findLatestExtractNumber(db: Transaction<RegistrySchema>): Promise<number> {
  const { latest } = await db
    .selectFrom('extracts')
    .select(({ fn }) => fn.max('number').as('latest'))
    .executeTakeFirstOrThrow();
  return latest ?? 0;
}

export async function insertExtract(db: Transaction<RegistrySchema>, extract: NewExtract): Promise<void> {
  await db.insertInto('extracts').values(extract).execute();
}

export async function countCompanies(db: Transaction<RegistrySchema>): Promise<number> {
  const { count } = await db
    .selectFrom('companies')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
