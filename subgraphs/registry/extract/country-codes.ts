const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Names of a language, lower case, to their ISO 3166-1 codes. */
function countryNames(language: string): [name: string, code: string][] {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  return LETTERS.flatMap((first) =>
    LETTERS.flatMap((second): [string, string][] => {
      const name = names.of(first + second);
      return name === undefined ? [] : [[name.toLowerCase(), first + second]];
    }),
  );
}

const BY_NAME = new Map([...countryNames('nl'), ...countryNames('fr')]);

/**
 * ISO 3166-1 alpha-2 code of a country that the register names in Dutch or French; it leaves Belgium out.
 * Null when neither name is one that Unicode's names of countries hold, an addition in parentheses aside.
 */
export function countryCodeOf(nameNl: string, nameFr: string): string | null {
  if (nameNl === '' && nameFr === '') return 'BE';
  const find = (name: string) => BY_NAME.get(name.toLowerCase().replace(/\s*\(.*\)$/, ''));
  return find(nameNl) ?? find(nameFr) ?? null;
}
