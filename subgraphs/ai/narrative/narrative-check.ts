import { PLACEHOLDER_PATTERN, REQUIRED_PLACEHOLDERS } from './placeholders.ts';
import type { Placeholder } from './placeholders.ts';

const MIN_PARAGRAPHS = 2;
const MAX_PARAGRAPHS = 7;
const MAX_PARAGRAPH_LENGTH = 1_500;

const NUMBER_WORD =
  /(?<!\p{L})(hundred|thousand|[mb]illi(on|ard)|honderd|duizend|miljoen|miljard|mille|(per|pro|pour)?cent)s?(?!\p{L})/iu;

/** What no text may hold outside its placeholders. A writer that knows no figure can only invent one. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/[{}]/u, 'a broken placeholder'],
  [/\p{C}/u, 'a control character'],
  [/\p{N}/u, 'a digit'],
  [/[%‰€$£¥]/u, 'a percentage or currency sign'],
  [NUMBER_WORD, 'a number in words'],
  [/[<>`*#_|]|\]\(/u, 'markup'],
  [/:\/\/|\bwww\.|@|\p{L}\.\p{L}{2,}/u, 'a link or an address'],
];

/** What is wrong with the paragraphs of a narrative, or `undefined`. The complaint repeats nothing of the text. */
export function findComplaint(
  paragraphs: readonly string[],
  available: ReadonlyMap<Placeholder, string>,
): string | undefined {
  if (paragraphs.length < MIN_PARAGRAPHS || paragraphs.length > MAX_PARAGRAPHS) return 'the number of paragraphs';
  if (paragraphs.some((paragraph) => paragraph.trim() === '' || paragraph.length > MAX_PARAGRAPH_LENGTH))
    return 'the length of a paragraph';

  const text = paragraphs.join(' ');
  const used = Array.from(text.matchAll(PLACEHOLDER_PATTERN), ([, name]) => name as Placeholder);
  if (!used.every((name) => available.has(name))) return 'an unknown placeholder';
  if (!REQUIRED_PLACEHOLDERS.every((name) => used.includes(name))) return 'a missing placeholder';

  const prose = text.replace(PLACEHOLDER_PATTERN, '');
  return FORBIDDEN.find(([pattern]) => pattern.test(prose))?.[1];
}
