import type { ReadonlyKysely } from 'kysely/readonly';
import { toLikePatterns } from '../model/search-text.ts';
import type { LegalCodeRow, NaceCodeRow, RegistrySchema } from './tables.ts';

type Db = ReadonlyKysely<RegistrySchema>;

export type LegalCodeReference = Pick<LegalCodeRow, 'category' | 'code'>;
export type NaceCodeReference = Pick<NaceCodeRow, 'version' | 'code'>;

/** Category and code, such as `FORM 610`. */
export type LegalCodeKey = `${LegalCodeRow['category']} ${string}`;
/** Version and digits, such as `2025 62100`. */
export type NaceCodeKey = `${NaceCodeRow['version']} ${string}`;

export async function findLegalCodes(db: Db, keys: readonly LegalCodeKey[]): Promise<LegalCodeRow[]> {
  const tuples = keys.map((key) => key.split(' ') as [LegalCodeRow['category'], string]);
  return db
    .selectFrom('legal_codes')
    .selectAll()
    .where((eb) =>
      eb(
        eb.refTuple('category', 'code'),
        'in',
        tuples.map(([category, code]) => eb.tuple(category, code)),
      ),
    )
    .execute();
}

export async function findNaceCodes(db: Db, keys: readonly NaceCodeKey[]): Promise<NaceCodeRow[]> {
  const tuples = keys.map((key) => key.split(' ') as [string, string]);
  return db
    .selectFrom('nace_codes')
    .selectAll()
    .where((eb) =>
      eb(
        eb.refTuple('version', 'code'),
        'in',
        tuples.map(([version, code]) => eb.tuple(Number(version) as NaceCodeRow['version'], code)),
      ),
    )
    .execute();
}

export interface NaceSearch {
  readonly version: NaceCodeRow['version'];
  /** As `toSearchText` writes it, not empty. */
  readonly searchText: string;
  /** First digits of codes that match too. */
  readonly codePrefix: string | undefined;
  readonly limit: number;
}

/** Codes of one version whose name holds every word in some language, or that begin with the digits; by code. */
export async function searchNaceCodes(
  db: Db,
  { version, searchText, codePrefix, limit }: NaceSearch,
): Promise<NaceCodeRow[]> {
  return db
    .selectFrom('nace_codes')
    .selectAll()
    .where('version', '=', version)
    .where((eb) =>
      eb.or([
        eb.and(toLikePatterns(searchText).map((pattern) => eb('search_text', 'like', pattern))),
        ...(codePrefix === undefined ? [] : [eb('code', 'like', `${codePrefix}%`)]),
      ]),
    )
    .orderBy('code')
    .limit(limit)
    .execute();
}
