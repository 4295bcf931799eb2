import { describe, expect, it } from 'vitest';
import { cdnHeadersOf, entityTagOf, matchesEntityTag } from './cdn-headers.ts';
import type { AnswerFacts } from './cdn-headers.ts';
import { surrogateKeysOf } from './surrogate-keys.ts';

const PUBLIC_ANSWER: AnswerFacts = {
  scope: 'PUBLIC',
  freshForSeconds: 300,
  surrogateKeys: () => surrogateKeysOf(['Company:1', 'BusinessType:2'], 'Search'),
  isCanonicalGet: true,
  hasCredentials: false,
  hasErrors: false,
  isPersonal: false,
};

describe('headers for the CDN', () => {
  it('let it hold a public answer for as long as its shortest field, and make browsers ask again', () => {
    expect(cdnHeadersOf(PUBLIC_ANSWER)).toEqual({
      'cache-control': 'public, max-age=0, s-maxage=300, stale-while-revalidate=60, stale-if-error=86400',
      vary: 'origin, accept',
      'surrogate-key': 'graph operation:Search Company BusinessType Company:1 BusinessType:2',
      'cache-tag': 'graph,operation:Search,Company,BusinessType,Company:1,BusinessType:2',
      'vercel-cache-tag': 'graph,operation:Search,Company,BusinessType,Company:1,BusinessType:2',
    });
  });

  const refusals: Record<string, Partial<AnswerFacts>> = {
    'is private': { scope: 'PRIVATE' },
    'was asked with credentials': { hasCredentials: true },
    'holds errors': { hasErrors: true },
    'hands out a consistency token or a cookie': { isPersonal: true },
    'was asked in another way than the canonical GET': { isCanonicalGet: false },
    'has no time left': { freshForSeconds: 0.9 },
    'names more types than there is room for': {
      surrogateKeys: () =>
        surrogateKeysOf(
          Array.from({ length: 200 }, (_, i) => `T${i}:1`),
          'Search',
        ),
    },
  };
  for (const [name, facts] of Object.entries(refusals))
    it(`say private, no-store and nothing else of an answer that ${name}`, () => {
      expect(cdnHeadersOf({ ...PUBLIC_ANSWER, ...facts })).toEqual({ 'cache-control': 'private, no-store' });
    });

  it('stay small enough for what stands between gateway and CDN', () => {
    const tags = Array.from(
      { length: 120 },
      (_, i) => `Company:0194f5c2-7d3e-7000-8000-${String(i).padStart(12, '0')}`,
    );
    const bytes = Object.entries(
      cdnHeadersOf({ ...PUBLIC_ANSWER, surrogateKeys: () => surrogateKeysOf(tags, 'Search') }),
    )
      .flat()
      .join('').length;
    expect(bytes).toBeLessThan(14_000);
  });
});

describe('an entity tag', () => {
  const tag = entityTagOf('application/json', '{"data":{}}');

  it('is strong, and differs with the bytes and with the media type', () => {
    expect(tag).toMatch(/^"[\w-]{27}"$/);
    expect(entityTagOf('application/json', Buffer.from('{"data":{}}'))).toBe(tag);
    expect(entityTagOf('application/json', '{"data":{ }}')).not.toBe(tag);
    expect(entityTagOf('application/graphql-response+json', '{"data":{}}')).not.toBe(tag);
  });

  it('is found in If-None-Match as it is, weakened, in a list, and by a star', () => {
    for (const header of [tag, `W/${tag}`, `"other", W/"a,b",${tag}`, '*', ' * '])
      expect(matchesEntityTag(header, tag)).toBe(true);
    for (const header of [undefined, '', '"other"', tag.slice(1, -1), `W/"other"`])
      expect(matchesEntityTag(header, tag)).toBe(false);
  });
});
