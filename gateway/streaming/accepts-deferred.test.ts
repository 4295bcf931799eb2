import { expect, test } from 'vitest';
import { acceptsDeferred } from './accepts-deferred.ts';

test.each([
  ['multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9'],
  ['multipart/mixed; deferSpec=20220824'],
  ['application/json, multipart/mixed; boundary="-"; deferSpec="20220824"'],
  ['application/json;q=0.5, MULTIPART/MIXED;deferspec=20220824;q=0.6'],
])('deferred parts are wanted with Accept: %s', (accept) => {
  expect(acceptsDeferred(accept)).toBe(true);
});

test.each([
  [undefined],
  ['*/*'],
  ['application/json'],
  ['multipart/mixed'],
  ['multipart/mixed;deferSpec=20990101, application/json'],
  ['multipart/mixed;deferSpec=20220824;q=0, application/json'],
  ['multipart/mixed;deferSpec=20220824;q=0.5, application/json'],
  ['multipart/mixed;deferSpec=20220824;q=x'],
])('the answer is wanted whole with Accept: %s', (accept) => {
  expect(acceptsDeferred(accept)).toBe(false);
});
