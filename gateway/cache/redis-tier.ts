import { droppingTags, VERSION_TTL_SECONDS, versionKey } from '../../lib/cache-invalidation.ts';
import type { Redis } from '../../lib/redis.ts';
import type { CacheEntry } from './cache-entry.ts';
import type { EntryCodec, StoredEntry } from './entry-codec.ts';

/** Entries that gateways share. Every method rejects when Redis does not answer in time. */
export interface RedisTier {
  /** The valid entries under these keys, and the time in microseconds by Redis' clock before they were read. */
  find(keys: readonly string[]): Promise<{ entries: (StoredEntry | undefined)[]; nowMicros: number }>;
  /** Stores an entry, unless one of its tags was invalidated since `latestInvalidationMicros`: resolves to false then. */
  put(key: string, entry: CacheEntry, begunAtMicros: number, latestInvalidationMicros: number): Promise<boolean>;
  nowMicros(): Promise<number>;
}

/**
 * The versions of the tags at KEYS, made where there is none. Nothing if one was invalidated after ARGV[1]: what is to be
 * stored may have been read before.
 */
const ADMIT = `
local versions = {}
for i, key in ipairs(KEYS) do
  local version = redis.call('GETEX', key, 'EX', ARGV[3])
  if version then
    if tonumber(string.match(version, '^%d+')) > tonumber(ARGV[1]) then return false end
  else
    version = '0.' .. ARGV[2]
    redis.call('SET', key, version, 'EX', ARGV[3])
  end
  versions[i] = version
end
return versions`;

const microsOf = ([seconds, micros]: readonly [unknown, unknown]): number => Number(seconds) * 1e6 + Number(micros);
const entryKey = (key: string): string => `cache:entry:${key}`;

export function createRedisTier(redis: Redis, codec: EntryCodec): RedisTier {
  async function currentVersions(tags: ReadonlySet<string>): Promise<ReadonlyMap<string, string | null>> {
    const names = [...tags];
    if (names.length === 0) return new Map();
    const versions = await redis.mget(names.map(versionKey));
    return new Map(names.map((tag, index) => [tag, versions[index] ?? null]));
  }

  return {
    async find(keys) {
      const results = (await redis.pipeline().time().mgetBuffer(keys.map(entryKey)).exec()) ?? [];
      for (const [error] of results) if (error) throw error;
      const [time, found] = results.map(([, result]) => result) as [[unknown, unknown], (Buffer | null)[]];
      const stored = found.map((bytes, index) => (bytes ? codec.decode(keys[index] as string, bytes) : undefined));
      const tagsOf = stored.map((entry) => (entry ? droppingTags(entry.tags, entry.operation) : []));
      const current = await currentVersions(new Set(tagsOf.flat()));
      const isValid = (entry: StoredEntry, tags: readonly string[]): boolean =>
        tags.every((tag, index) => entry.versions[index] === current.get(tag));
      return {
        entries: stored.map((entry, index) =>
          entry && isValid(entry, tagsOf[index] as readonly string[]) ? entry : undefined,
        ),
        nowMicros: microsOf(time),
      };
    },
    async put(key, entry, begunAtMicros, latestInvalidationMicros) {
      const tags = droppingTags(entry.tags, entry.operation);
      const nonce = Math.random().toString(36).slice(2);
      const keys = tags.map(versionKey);
      const versions = await redis.eval(
        ADMIT,
        keys.length,
        ...keys,
        latestInvalidationMicros,
        nonce,
        VERSION_TTL_SECONDS,
      );
      if (versions === null) return false;
      const bytes = codec.encode(key, { ...entry, versions: versions as string[], begunAtMicros });
      await redis.set(entryKey(key), bytes, 'PX', Math.max(1, Math.ceil(entry.keptUntilMs - Date.now())));
      return true;
    },
    nowMicros: async () => microsOf((await redis.time()) as [unknown, unknown]),
  };
}
