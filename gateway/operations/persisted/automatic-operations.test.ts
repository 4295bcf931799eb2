import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lib/sha256-hex.ts';
import { createAutomaticOperations } from './automatic-operations.ts';
import type { AutomaticOperations } from './automatic-operations.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const PADDING = 'field '.repeat(150);
/** Some 900 characters, no two alike. */
const textOf = (kind: string, n: number): string => `query ${kind}${n} { ${PADDING}}`;

function keepsEverything(): AutomaticOperations {
  const texts = new Map<string, string>();
  return { find: (hash) => texts.get(hash), register: (hash, text) => void texts.set(hash, text) };
}

/**
 * Registrations by 1,000 registrants, while 500 hot texts are asked for in turn: the share of these that were found, and
 * by how many MB the heap grew over the last seven tenths of the registrations.
 */
function flood(operations: AutomaticOperations, registrations: number): { hitRate: number; grownMb: number } {
  const hot = Array.from({ length: 500 }, (_, n) => textOf('Hot', n)).map((text) => ({ text, hash: sha256Hex(text) }));
  let hits = 0;
  let asked = 0;
  let heapBytes = 0;
  for (let n = 0; n < registrations; n++) {
    const text = textOf('Once', n);
    operations.register(sha256Hex(text), text, `address ${n % 1_000}`);
    const { text: hotText, hash } = hot[n % hot.length] as (typeof hot)[number];
    asked++;
    if (operations.find(hash) === undefined) operations.register(hash, hotText, `app ${n % 1_000}`);
    else hits++;
    if (n === registrations * 0.3 || n === registrations - 1) {
      collectGarbage();
      const { heapUsed } = process.memoryUsage();
      heapBytes = heapUsed - heapBytes;
    }
  }
  return { hitRate: hits / asked, grownMb: heapBytes / 1_048_576 };
}

describe('100,000 distinct registrations', () => {
  it('leave memory flat and hot texts in place', () => {
    const { hitRate, grownMb } = flood(createAutomaticOperations(undefined), 100_000);
    expect(hitRate).toBeGreaterThan(0.95);
    expect(grownMb).toBeLessThan(8);
  });

  it('would take memory without a bound on it', () => {
    expect(flood(keepsEverything(), 30_000).grownMb).toBeGreaterThan(15);
  });
});

it('keeps 120 texts a minute of one registrant', () => {
  const operations = createAutomaticOperations(undefined);
  const hashes = Array.from({ length: 200 }, (_, n) => {
    const text = textOf('Q', n);
    operations.register(sha256Hex(text), text, 'one');
    return sha256Hex(text);
  });
  expect(hashes.filter((hash) => operations.find(hash) !== undefined)).toHaveLength(120);
});

it('does not keep texts of more than 16 KB', () => {
  const operations = createAutomaticOperations(undefined);
  const long = `{ ${'a'.repeat(17_000)} }`;
  operations.register(sha256Hex(long), long, 'one');
  expect(operations.find(sha256Hex(long))).toBeUndefined();
});
