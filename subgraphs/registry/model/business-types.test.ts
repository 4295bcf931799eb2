import { describe, expect, it } from 'vitest';
import { BUSINESS_TYPES, businessTypeOfNace } from './business-types.ts';

describe('business types', () => {
  it.each([
    ['62100', 'software'],
    ['62200', 'it-consulting'],
    ['10712', 'bakery'],
    ['10510', 'food-production'],
    ['43221', 'plumbing'],
    ['43310', 'construction'],
    ['71121', 'engineering'],
    ['71111', 'architecture'],
  ])('of %s is the one with the longest prefix, %s', (code, id) => {
    expect(businessTypeOfNace(code)?.id).toBe(id);
  });

  it('leave activities alone that no type covers', () => {
    expect(businessTypeOfNace('84110')).toBeUndefined();
  });

  it('never share an id or a prefix', () => {
    const ids = BUSINESS_TYPES.map(({ id }) => id);
    const prefixes = BUSINESS_TYPES.flatMap(({ nacePrefixes }) => nacePrefixes);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });
});
