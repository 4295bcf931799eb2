/** Headers of an answer are refused above 16 KB; one that touches more than this touches everything. */
const MAX_TAGS = 200;
/** The tag that every cached answer has. */
export const EVERYTHING = '*';

/** Adds tags to those that an answer has. */
export type AddTags = (...tags: readonly string[]) => void;

/** Writes tags into the header of an answer, each once. */
export function createTagHeader(setHeader: (value: string) => void): AddTags {
  const given = new Set<string>();
  return (...tags) => {
    for (const tag of tags) given.add(tag);
    setHeader(given.size > MAX_TAGS ? EVERYTHING : [...given].join(' '));
  };
}

/** `Company` of `Company:123`; a tag without a colon names a type itself. */
export function typeOfTag(tag: string): string {
  const colon = tag.indexOf(':');
  return colon < 0 ? tag : tag.slice(0, colon);
}

/** A tag such as `Company:BE0403170701`, safe in lists that spaces and commas divide. */
export function entityTag(type: string, ...key: readonly (string | number)[]): string {
  return [type, ...key.map((part) => encodeURIComponent(String(part).toWellFormed()))].join(':');
}
