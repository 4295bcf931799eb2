import { sql } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { toLikePatterns } from '../model/search-text.ts';
import type { CompanyActivityRow, CompanyAddressRow, CompanyNameRow, CompanyRow, RegistrySchema } from './tables.ts';

type Db = ReadonlyKysely<RegistrySchema>;

export async function findCompanies(db: Db, ids: readonly string[]): Promise<CompanyRow[]> {
  return db.selectFrom('companies').selectAll().where('id', 'in', ids).execute();
}

/** Official names first. */
export async function findCompanyNames(db: Db, companyIds: readonly string[]): Promise<CompanyNameRow[]> {
  return db
    .selectFrom('company_names')
    .selectAll()
    .where('company_id', 'in', companyIds)
    .orderBy(sql`array_position(array['OFFICIAL', 'ABBREVIATION', 'COMMERCIAL', 'BRANCH'], kind)`)
    .orderBy('language')
    .orderBy('text')
    .execute();
}

/** Registered offices. */
export async function findCompanyAddresses(db: Db, companyIds: readonly string[]): Promise<CompanyAddressRow[]> {
  return db.selectFrom('company_addresses').selectAll().where('company_id', 'in', companyIds).execute();
}

/** The newest version of the classification first, and in it the main activities. */
export async function findCompanyActivities(db: Db, companyIds: readonly string[]): Promise<CompanyActivityRow[]> {
  return db
    .selectFrom('company_activities')
    .selectAll()
    .where('company_id', 'in', companyIds)
    .orderBy('nace_version', 'desc')
    .orderBy(sql`array_position(array['MAIN', 'SECONDARY', 'ANCILLARY'], classification)`)
    .orderBy('nace_code')
    .execute();
}

export interface CompanyMatch extends CompanyRow {
  /** How well it matches: a whole name over the start of a name over the start of a word, then shorter names. */
  score: number;
}

export interface CompanySearch {
  /** As `toSearchText` writes it, not empty. */
  readonly searchText: string;
  readonly limit: number;
  /** The last match seen. */
  readonly after: Pick<CompanyMatch, 'score' | 'id'> | undefined;
}

/**
 * Companies of which some name holds every word of the text, best match first. Score and id order them fully, and the
 * score is a whole number, so that a page goes on exactly where the last one ended.
 */
export async function searchCompanies(db: Db, { searchText, limit, after }: CompanySearch): Promise<CompanyMatch[]> {
  const patterns = toLikePatterns(searchText);
  const holds = (pattern: string) => sql<boolean>`search_names like ${pattern}`;
  // A text fills more of a shorter name: this is the order of trigram similarity at a seventh of its cost.
  const score = sql<number>`
    case when ${holds(`%| ${searchText} |%`)} then 4000
         when ${holds(`%| ${searchText}%`)} then 3000
         when ${holds(`% ${searchText}%`)} then 2000
         else 1000
    end - least(length(name), 999)`;
  const matches = db
    .selectFrom('companies')
    .selectAll()
    .select(score.as('score'))
    .where((eb) => eb.and(patterns.map(holds)));
  return db
    .selectFrom(matches.as('matches'))
    .selectAll()
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(-score, id) > (${-(after?.score ?? 0)}::int, ${after?.id ?? ''})`),
    )
    .orderBy('score', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}
