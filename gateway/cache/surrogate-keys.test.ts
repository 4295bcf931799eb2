import { describe, expect, it } from 'vitest';
import { keysToPurge, surrogateKeysOf } from './surrogate-keys.ts';

const companies = (count: number): string[] => Array.from({ length: count }, (_, i) => `Company:${i}`);

describe('surrogate keys of an answer', () => {
  it('name its operation, its types and its entities, each once', () => {
    expect(surrogateKeysOf(['Company:1', 'Company:2', 'Company:1', 'BusinessType:9', 'Listing'], 'Search')).toEqual([
      'graph',
      'operation:Search',
      'Company',
      'BusinessType',
      'Listing',
      'BusinessType:9',
      'Company:1',
      'Company:2',
    ]);
  });

  it('name a type as a whole when it has more entities than a CDN takes keys', () => {
    const keys = surrogateKeysOf([...companies(500), 'BusinessType:9'], 'Search');
    expect(keys).toEqual(['graph', 'operation:Search', 'Company', 'BusinessType', 'Company:any', 'BusinessType:9']);
  });

  it('name a type as a whole when its keys are too long for a CDN', () => {
    expect(surrogateKeysOf([`Company:${'x'.repeat(300)}`], undefined)).toEqual(['graph', 'Company', 'Company:any']);
  });

  it('do not exist when the types alone are too many, so that the answer is not held', () => {
    expect(
      surrogateKeysOf(
        companies(200).map((tag) => tag.replace(':', '')),
        undefined,
      ),
    ).toBeUndefined();
  });

  it('hold no character that separates keys, so that no id purges or keeps another', () => {
    const tags = ['Company:a b', 'Company:a,b', 'Company:\n', 'Company:é', 'Company:\ud800'];
    for (const key of surrogateKeysOf(tags, 'Sea,rch one') ?? []) expect(key).toMatch(/^[\x21-\x2b\x2d-\x7e]+$/);
  });
});

describe('an invalidation', () => {
  const isHit = (answer: readonly string[] | undefined, purged: readonly string[]): boolean =>
    answer?.some((key) => purged.includes(key)) ?? false;

  it('of an entity reaches the answers that name it and those that name its type as a whole', () => {
    const purged = keysToPurge(['Company:7']);
    expect(isHit(surrogateKeysOf(['Company:7'], 'A'), purged)).toBe(true);
    expect(isHit(surrogateKeysOf(companies(500), 'A'), purged)).toBe(true);
    expect(isHit(surrogateKeysOf(['Company:8'], 'A'), purged)).toBe(false);
  });

  it('of a type reaches every answer with an entity of it', () => {
    const purged = keysToPurge(['Company']);
    expect(isHit(surrogateKeysOf(['Company:7'], 'A'), purged)).toBe(true);
    expect(isHit(surrogateKeysOf(companies(500), 'A'), purged)).toBe(true);
    expect(isHit(surrogateKeysOf(['BusinessType:7'], 'A'), purged)).toBe(false);
  });

  it('of everything reaches every answer', () => {
    expect(isHit(surrogateKeysOf([], undefined), keysToPurge(['*']))).toBe(true);
  });

  it('of an operation reaches its answers only', () => {
    const purged = keysToPurge(['operation:Search one']);
    expect(isHit(surrogateKeysOf(['Company:7'], 'Search one'), purged)).toBe(true);
    expect(isHit(surrogateKeysOf(['Company:7'], 'Search'), purged)).toBe(false);
  });
});
