import { EVERYTHING, typeOfTag } from '../../lib/answer-tags.ts';

/** Carried by every answer that a CDN may hold: purging it empties the CDN of this API. */
export const EVERY_ANSWER = 'graph';

/** Vercel takes 128 tags of 256 bytes on an answer; Fastly and Cloudflare take more. */
const MOST_KEYS = 128;
const LONGEST_KEY_BYTES = 256;
/** The keys go out in three headers, and much software refuses an answer with more than 16 KB of headers in all. */
const MOST_KEYS_BYTES = 4_096;

/** Keys are separated by spaces in one header and by commas in the others, so neither may stand in one. */
function keyOf(tag: string): string {
  return encodeURI(tag.toWellFormed()).replace(/[,;'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

/** Key of the answers that hold more entities of the type than could be named one by one. */
const anyOf = (type: string): string => `${keyOf(type)}:any`;

/** Key of the answers to an operation. */
const operationKey = (operation: string): string => keyOf(`operation:${operation}`);

/**
 * The surrogate keys of an answer: its types, and its entities as far as they fit; a type whose entities do not fit is
 * named as a whole, beginning with the one that has most.
 * @param tags `Company:123`, or `Company` for an answer that depends on every company.
 * @returns undefined when not even the types fit, which leaves nothing to purge the answer by.
 */
export function surrogateKeysOf(tags: Iterable<string>, operation: string | undefined): string[] | undefined {
  const entities = new Map<string, string[]>();
  for (const tag of new Set(tags)) {
    const ofType = entities.get(typeOfTag(tag)) ?? [];
    entities.set(typeOfTag(tag), ofType);
    if (tag.includes(':')) ofType.push(keyOf(tag));
  }
  const keys = [
    EVERY_ANSWER,
    ...(operation === undefined ? [] : [operationKey(operation)]),
    ...[...entities.keys()].map(keyOf),
  ];
  const fits = (candidate: readonly string[]): boolean =>
    candidate.length <= MOST_KEYS &&
    candidate.every((key) => key.length <= LONGEST_KEY_BYTES) &&
    candidate.join(' ').length <= MOST_KEYS_BYTES;

  const named = [...entities].sort(([, a], [, b]) => a.length - b.length);
  const whole: string[] = [];
  for (;;) {
    const candidate = [...keys, ...whole, ...named.flatMap(([, ofType]) => ofType)];
    if (fits(candidate)) return candidate;
    const most = named.pop();
    if (!most) return undefined;
    if (most[1].length > 0) whole.push(anyOf(most[0]));
  }
}

/** The surrogate keys to purge when the tags are invalidated, among them those of answers that name a type as a whole. */
export function keysToPurge(tags: Iterable<string>): string[] {
  const keys = new Set<string>();
  for (const tag of tags) {
    keys.add(tag === EVERYTHING ? EVERY_ANSWER : keyOf(tag));
    if (tag.includes(':')) keys.add(anyOf(typeOfTag(tag)));
  }
  return [...keys];
}
