/** Letters that Unicode does not take apart into a base letter and an accent. */
const SPELLED_OUT: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd' };

/**
 * What names are compared by: lower case without accents, letters and digits only, words apart by one space.
 * Dots and apostrophes join (`D'Hondt` is `dhondt`, `B.V.` is `bv`); all else separates. Empty when nothing is left.
 */
export function toSearchText(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}.'’‘`´]/gu, '')
    .replace(/[ßæœøłđð]/g, (letter) => SPELLED_OUT[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * One LIKE pattern for each word of a search text, all of which a name must match. Words of three letters and more are
 * found anywhere; shorter ones only where a word begins, since an index of trigrams cannot find them elsewhere.
 * The patterns need no escaping: a search text holds letters, digits and spaces only.
 */
export function toLikePatterns(searchText: string): string[] {
  return searchText.split(' ').map((word) => (word.length < 3 ? `% ${word}%` : `%${word}%`));
}
