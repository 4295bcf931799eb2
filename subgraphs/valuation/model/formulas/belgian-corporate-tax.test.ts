import { describe, expect, test } from 'vitest';
import { CURRENT_RULE_SET } from '../rule-set.ts';
import { belgianCompanySize, belgianCorporateTax } from './belgian-corporate-tax.ts';

const { corporateTax, companySize } = CURRENT_RULE_SET.parameters;

describe('corporate tax', () => {
  test.each([
    [100_000, 20_000],
    [100_001, 20_000.25],
    [500_000, 120_000],
    [1, 0.2],
    [0, 0],
    [-50_000, 0],
  ])('of a small company on EUR %d is EUR %d', (profit, tax) => {
    expect(belgianCorporateTax(profit, { isSmall: true }, corporateTax.value)).toBeCloseTo(tax, 9);
  });

  test('of any other company is 25 % of the whole profit', () => {
    expect(belgianCorporateTax(100_000, { isSmall: false }, corporateTax.value)).toBe(25_000);
  });
});

describe('company size', () => {
  const sizeOf = (fullTimeEquivalents?: number, turnover?: number, totalAssets?: number) =>
    belgianCompanySize({ fullTimeEquivalents, turnover, totalAssets }, companySize.value);

  test.each([
    ['micro', 10, 900_000, 450_000],
    ['micro', 11, 900_000, 450_000],
    ['small', 11, 900_001, 450_000],
    ['small', 50, 11_250_000, 6_000_000],
    ['small', 50, 11_250_001, 6_000_000],
    ['large', 50, 11_250_001, 6_000_001],
    ['large', 51, 11_250_001, 0],
  ])('%s with %d employees, EUR %d turnover and EUR %d assets', (size, employees, turnover, assets) => {
    expect(sizeOf(employees, turnover, assets)).toBe(size);
  });

  test('a missing figure matters only where it decides', () => {
    expect(sizeOf(20, 5_000_000)).toBe('small');
    expect(sizeOf(5, 500_000)).toBe('micro');
    expect(sizeOf(60, 20_000_000)).toBe('large');
    expect(sizeOf(60, 5_000_000)).toBe('undetermined');
    expect(sizeOf(undefined, 5_000_000)).toBe('undetermined');
  });
});
