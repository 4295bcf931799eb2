import { expect, test } from 'vitest';
import { namedMediaType } from './accept.ts';

test.each([
  [undefined, undefined],
  ['*/*', undefined],
  ['text/html, application/json;q=0', undefined],
  ['application/json', 'application/json; charset=utf-8'],
  ['application/json, text/plain, */*', 'application/json; charset=utf-8'],
  ['APPLICATION/GraphQL-Response+JSON', 'application/graphql-response+json; charset=utf-8'],
  ['application/graphql-response+json,application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
  ['application/graphql-response+json; q=0.5, application/json', 'application/json; charset=utf-8'],
  ['application/graphql-response+json, application/json', 'application/graphql-response+json; charset=utf-8'],
])('Accept: %s names %s', (accept, mediaType) => {
  expect(namedMediaType(accept)).toBe(mediaType);
});
