import { describe, expect, it } from 'vitest';
import { createEntryCodec } from './entry-codec.ts';
import type { StoredEntry } from './entry-codec.ts';

const SECRET = 'a secret of at least 32 characters, for tests';
const entryOf = (body: string): StoredEntry => ({
  body,
  tags: ['Company:1'],
  isPrivate: false,
  storedAtMs: 1,
  freshUntilMs: 2,
  keptUntilMs: 3,
  versions: ['1.a'],
  begunAtMicros: 4,
});

describe.each([
  ['with a secret', [SECRET]],
  ['without one', []],
])('an entry as it is stored, %s', (_with, secrets) => {
  const codec = createEntryCodec(secrets);

  it('is read as it was written', () => {
    for (const body of ['', '{"data":{"name":"Šťastný"}}', 'x'.repeat(100_000)])
      expect(codec.decode('key', codec.encode('key', entryOf(body)))).toEqual(entryOf(body));
  });

  it('is compressed above 1 KB, and not below', () => {
    const overhead = codec.encode('key', entryOf('')).length;
    expect(codec.encode('key', entryOf('x'.repeat(1_024))).length).toBe(overhead + 1_024);
    expect(codec.encode('key', entryOf('x'.repeat(1_025))).length).toBeLessThan(overhead + 100);
  });

  it('is nothing under another key, with any byte changed, or cut off', () => {
    const bytes = codec.encode('key', entryOf('{"data":{}}'));
    expect(codec.decode('other', bytes)).toBeUndefined();
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] as number) ^ 1;
      expect(codec.decode('key', changed)).toBeUndefined();
      expect(codec.decode('key', bytes.subarray(0, i))).toBeUndefined();
    }
  });
});

it('is read with an older secret, and with none that is not ours', () => {
  const old = createEntryCodec([SECRET]).encode('key', entryOf('old'));
  expect(createEntryCodec(['the next secret of at least 32 characters', SECRET]).decode('key', old)?.body).toBe('old');
  expect(createEntryCodec(['another secret of at least 32 characters']).decode('key', old)).toBeUndefined();
});
