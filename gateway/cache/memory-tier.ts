import { LRUCache } from 'lru-cache';
import { droppingTags } from '../../lib/cache-invalidation.ts';
import type { CacheEntry } from './cache-entry.ts';

/** Entries in this process, the least recently used of which go first. */
export interface MemoryTier {
  get(key: string): CacheEntry | undefined;
  set(key: string, entry: CacheEntry): void;
  /** Drops every entry that has one of the tags. */
  drop(tags: readonly string[]): void;
  clear(): void;
}

/** Of an entry beside its texts: objects, sets and the index. */
const OVERHEAD_BYTES = 1_000;
const BYTES_PER_CHARACTER = 2;

function bytesOf({ body, tags, operation = '' }: CacheEntry, key: string): number {
  const ofTags = tags.reduce((sum, tag) => sum + tag.length + 50, 0);
  const characters = body.length + key.length + operation.length + ofTags;
  return OVERHEAD_BYTES + characters * BYTES_PER_CHARACTER;
}

export function createMemoryTier(maxBytes: number): MemoryTier {
  const keysByTag = new Map<string, Set<string>>();

  const unlink = ({ tags, operation }: CacheEntry, key: string): void => {
    for (const tag of droppingTags(tags, operation)) {
      const keys = keysByTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) keysByTag.delete(tag);
    }
  };
  const entries = new LRUCache<string, CacheEntry>({ maxSize: maxBytes, sizeCalculation: bytesOf, dispose: unlink });

  return {
    get: (key) => entries.get(key),
    set(key, entry) {
      entries.set(key, entry);
      // One that is larger than the whole is not kept.
      if (!entries.has(key)) return;
      for (const tag of droppingTags(entry.tags, entry.operation)) {
        const keys = keysByTag.get(tag);
        if (keys) keys.add(key);
        else keysByTag.set(tag, new Set([key]));
      }
    },
    drop(tags) {
      for (const tag of tags) for (const key of keysByTag.get(tag) ?? []) entries.delete(key);
    },
    clear: () => entries.clear(),
  };
}
