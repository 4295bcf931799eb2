import type { NaceCodeRow } from '../data/tables.ts';
import type { Language } from '../generated/graphql.ts';

type Labels = Pick<NaceCodeRow, 'label_de' | 'label_en' | 'label_fr' | 'label_nl'>;

const COLUMNS = { DE: 'label_de', EN: 'label_en', FR: 'label_fr', NL: 'label_nl' } as const;
const FALLBACKS = ['EN', 'NL', 'FR', 'DE'] as const;

/** The label in that language, else in English, Dutch, French or German; the code itself when the register has none. */
export function labelOf(labels: Labels | null, language: Language, code: string): string {
  const found = [language, ...FALLBACKS].map((each) => labels?.[COLUMNS[each]]).find((label) => label != null);
  return found ?? code;
}
