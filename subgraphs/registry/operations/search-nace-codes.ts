import { requirePage } from '../../../lib/connection.ts';
import type { RegistryContext } from '../context.ts';
import { searchNaceCodes as findMatches } from '../data/code.ts';
import type { NaceCodeRow } from '../data/tables.ts';
import { parseNaceCode } from '../model/nace-code.ts';
import { requireSearchText } from './require-search-text.ts';

const DEFAULT_SIZE = 20;

interface NaceSearchInput {
  readonly text: string;
  readonly version: NaceCodeRow['version'];
  readonly first: number;
}

/** Codes of one version by a part of their name in any language, or by their first digits. */
export async function searchNaceCodes(
  { db, loaders }: Pick<RegistryContext, 'db' | 'loaders'>,
  { text, version, first }: NaceSearchInput,
): Promise<NaceCodeRow[]> {
  const { limit } = requirePage({ first }, { defaultSize: DEFAULT_SIZE, keyLength: 0 });
  const codePrefix = parseNaceCode(text);
  const rows = await findMatches(db, { version, searchText: requireSearchText(text), codePrefix, limit });
  for (const row of rows) loaders.naceCode.prime(`${row.version} ${row.code}`, row);
  return rows;
}
