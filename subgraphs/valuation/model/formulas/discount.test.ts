import { describe, expect, test } from 'vitest';
import { CURRENT_RULE_SET } from '../rule-set.ts';
import { compoundDiscounts, lessDiscount, minorityDiscount } from './discount.ts';
import { ownerDependencyDiscount } from './owner-dependency-discount.ts';

describe('discounts', () => {
  test('compound instead of adding up', () => {
    expect(compoundDiscounts([0.2, 0.25])).toBeCloseTo(0.4, 12);
    expect(compoundDiscounts([])).toBe(0);
  });

  test('come to the same in any order', () => {
    expect(compoundDiscounts([0.03, 0.25, 0.2])).toBeCloseTo(compoundDiscounts([0.2, 0.03, 0.25]), 12);
  });

  test('never raise a value that is below 0', () => {
    expect(lessDiscount(-100, 0.2)).toBe(-100);
    expect(lessDiscount(100, 0.2)).toBeCloseTo(80, 12);
  });

  test('above the whole are refused', () => expect(() => lessDiscount(100, 1.2)).toThrow('must not be above 1'));
});

test('a minority discount mirrors the control premium', () => {
  expect(minorityDiscount(0.25)).toBeCloseTo(0.2, 12);
  expect(minorityDiscount(0)).toBe(0);
  expect(() => minorityDiscount(-0.1)).toThrow('must not be negative');
});

describe('owner dependency', () => {
  const bands = CURRENT_RULE_SET.parameters.ownerDependency.value;

  test.each([
    [1, 10, 0.03],
    [11, 100, 0.07],
    [1, 4, 0.07],
    [26, 100, 0.12],
    [1, 2, 0.12],
    [51, 100, 0.2],
    [3, 2, 0.2],
    [100, 0, 0.2],
  ])('of %d owners to %d employees is %d', (owners, employees, discount) => {
    expect(ownerDependencyDiscount(owners, employees, bands)).toBe(discount);
  });

  test('negative numbers are refused', () => {
    expect(() => ownerDependencyDiscount(1, -1, bands)).toThrow('must not be negative');
  });
});
