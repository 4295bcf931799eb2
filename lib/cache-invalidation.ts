import { z } from 'zod';
import { EVERYTHING, typeOfTag } from './answer-tags.ts';
import type { Redis } from './redis.ts';

/** What is dropped: entities, whole types, or the answers to operations of a name. */
export interface Invalidation {
  /** Such as `Company:BE0403170701`; `*` is everything. */
  readonly tags?: readonly string[];
  readonly types?: readonly string[];
  readonly operations?: readonly string[];
}

/** What gateways tell one another through Redis. */
export const invalidationMessage = z.object({
  /** Tells the sender's messages apart. */
  id: z.number(),
  /** Where receivers say that they have dropped the tags; empty when nobody waits. */
  replyTo: z.string(),
  tags: z.array(z.string()),
  /** Whether Redis knows the tags as invalidated; else each gateway sees to it. */
  isStored: z.boolean(),
});

export type InvalidationMessage = z.infer<typeof invalidationMessage>;

export const INVALIDATION_CHANNEL = 'cache:invalidations';

/** A version outlives every entry that depends on it; without it the entry is not used. */
export const VERSION_TTL_SECONDS = 2 * 86_400;
/** More than this is everything. */
const MAX_TAGS = 1_000;

/** The key in Redis under which a tag's version stands. */
export const versionKey = (tag: string): string => `cache:version:${tag}`;

const operationTag = (name: string): string => `operation:${name}`;

/** The tags of an invalidation. */
export function invalidatedTags({ tags = [], types = [], operations = [] }: Invalidation): string[] {
  return [...new Set([...tags, ...types, ...operations.map(operationTag)])];
}

/** All tags by which an entry is dropped: its own, their types, its operation's, and everything's. */
export function droppingTags(tags: readonly string[], operation?: string): string[] {
  const all = new Set([EVERYTHING, ...tags]);
  for (const tag of tags) all.add(typeOfTag(tag));
  if (operation !== undefined) all.add(operationTag(operation));
  return [...all];
}

/**
 * Each tag gets a new version, which begins with the time in microseconds, and what was stored under the old one is not used
 * again. Deleting comes first, because a full Redis still allows it.
 */
const INVALIDATE = `
local time = redis.call('TIME')
local version = string.format('%d%06d.%s', time[1], time[2], ARGV[1])
redis.call('DEL', unpack(KEYS))
for _, key in ipairs(KEYS) do redis.pcall('SET', key, version, 'EX', ARGV[2]) end
return redis.call('PUBLISH', ARGV[3], ARGV[4])`;

/** Invalidates in Redis and tells every gateway; answers how many have been told. Rejects when Redis cannot. */
export async function storeInvalidation(redis: Redis, message: Omit<InvalidationMessage, 'isStored'>): Promise<number> {
  const tags = message.tags.length > MAX_TAGS ? [EVERYTHING] : message.tags;
  const told: InvalidationMessage = { ...message, tags, isStored: true };
  const nonce = Math.random().toString(36).slice(2);
  const receivers = await redis.eval(
    INVALIDATE,
    tags.length,
    ...tags.map(versionKey),
    nonce,
    VERSION_TTL_SECONDS,
    INVALIDATION_CHANNEL,
    JSON.stringify(told),
  );
  return Number(receivers);
}
