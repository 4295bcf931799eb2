import { expect, it } from 'vitest';
import { jsonString } from './json-text.ts';

it.each([
  '',
  'plain',
  '"',
  'back\\slash',
  'line\nbreak',
  'nul\u0000',
  'del\u007f',
  '€ é',
  '😀',
  'lone \ud800',
  'a'.repeat(100),
  `${'a'.repeat(100)}"`,
])('writes %j as JSON.stringify does', (value) => {
  expect(jsonString(value)).toBe(JSON.stringify(value));
});
