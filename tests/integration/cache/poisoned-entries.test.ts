import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEntryCodec } from '../../../gateway/cache/entry-codec.ts';
import type { StoredEntry } from '../../../gateway/cache/entry-codec.ts';
import { createRedis } from '../../../lib/redis.ts';
import type { Redis } from '../../../lib/redis.ts';
import { startCachedFederation } from '../../support/cached-federation.ts';
import type { CachedFederation } from '../../support/cached-federation.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { SIGNING_SECRET } from '../../support/signed-client.ts';

const COMPANIES = 600;
const TOGETHER = 10;
const POISONED = 1_000;

let federation: CachedFederation;
let redis: Redis;

beforeAll(async () => {
  federation = await startCachedFederation({ withRedis: true });
  if (!federation.redis) throw new Error('These tests need redis-server or valkey-server on the PATH.');
  redis = createRedis(federation.redis.url, pino({ level: 'silent' }));
  // The gateway does not wait for a busy Redis, but the test does.
  redis.options.commandTimeout = 10_000;
  await new Promise((resolve) => redis.once('ready', resolve));
  for (let id = 0; id < COMPANIES; id++) federation.world.names.set(String(id), `Company ${id}`);
});
afterAll(async () => {
  redis.disconnect();
  await federation.close();
});

/** How many of the companies have another name than their own. */
async function wrongNames(gateway: TestGateway): Promise<number> {
  let wrong = 0;
  const ask = async (id: number): Promise<void> => {
    const { body } = await gateway.ask('query Named($ids: [ID!]!) { listed(ids: $ids) { name } }', {
      variables: { ids: [String(id)] },
    });
    const [company] = (body.data?.['listed'] ?? []) as { name: string }[];
    if (company?.name !== `Company ${id}`) wrong++;
  };
  for (let id = 0; id < COMPANIES; id += TOGETHER)
    await Promise.all(Array.from({ length: TOGETHER }, (_, next) => ask(id + next)));
  return wrong;
}

async function entryKeys(): Promise<string[]> {
  const keys = new Set<string>();
  for await (const batch of redis.scanStream({ match: 'cache:entry:*', count: 500 }))
    for (const key of batch as string[]) keys.add(key);
  return [...keys].sort();
}

/** A whole, well-formed entry with current versions, as one would write it who has Redis but not the secret. */
function forge(codec: ReturnType<typeof createEntryCodec>, key: string, bytes: Buffer): Buffer {
  const name = key.slice('cache:entry:'.length);
  const entry = createEntryCodec([SIGNING_SECRET]).decode(name, bytes) as StoredEntry;
  return codec.encode(name, { ...entry, body: entry.body.replace(/Company \d+/, 'POISON') });
}

test('of 1,000 poisoned entries in Redis none is served', async () => {
  // On a busy machine some are not stored at the first go.
  for (let round = 0; round < 5 && (await entryKeys()).length < POISONED; round++)
    expect(await wrongNames(await federation.startGateway())).toBe(0);

  // They would be used as they are.
  federation.world.companyReads = 0;
  expect(await wrongNames(await federation.startGateway())).toBe(0);
  expect(federation.world.companyReads).toBeLessThan(COMPANIES);

  const keys = await entryKeys();
  expect(keys.length).toBeGreaterThanOrEqual(POISONED);
  const entries = await redis.mgetBuffer(keys);
  const poisons: ((bytes: Buffer, index: number) => Buffer)[] = [
    () => Buffer.from('{"data":{"listed":[{"name":"POISON"}]}}'),
    (bytes) => bytes.subarray(0, bytes.length - 7),
    (bytes) => {
      const flipped = Buffer.from(bytes);
      flipped[flipped.length - 9] = (flipped[flipped.length - 9] as number) ^ 1;
      return flipped;
    },
    (_bytes, index) => entries[(index + 5) % entries.length] as Buffer,
    (bytes, index) => forge(createEntryCodec([]), keys[index] as string, bytes),
    (bytes, index) =>
      forge(createEntryCodec(['another secret of at least 32 characters']), keys[index] as string, bytes),
  ];
  for (const [index, key] of keys.entries()) {
    const poison = poisons[index % poisons.length] as (typeof poisons)[number];
    await redis.set(key, poison(entries[index] as Buffer, index), 'PX', 600_000);
  }
  expect(await wrongNames(await federation.startGateway())).toBe(0);
});
