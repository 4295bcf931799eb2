import { describe, expect, test } from 'vitest';
import { leveredBeta, totalBeta, unleveredBeta } from './beta.ts';

describe('Hamada', () => {
  test('debt raises the beta of the equity, less what the tax shield takes off', () => {
    expect(leveredBeta({ unleveredBeta: 1, debtToEquity: 0.5, taxRate: 0.25 })).toBeCloseTo(1.375, 12);
  });

  test('unlevering takes back what levering did', () => {
    const capital = { debtToEquity: 0.8, taxRate: 0.3 };
    const levered = leveredBeta({ unleveredBeta: 0.9, ...capital });
    expect(unleveredBeta({ leveredBeta: levered, ...capital })).toBeCloseTo(0.9, 12);
  });

  test('a negative debt-to-equity ratio is refused by name', () => {
    expect(() => leveredBeta({ unleveredBeta: 1, debtToEquity: -0.1, taxRate: 0.25 })).toThrow('debtToEquity');
  });
});

describe('total beta', () => {
  test('is the market beta divided by the correlation', () => {
    expect(totalBeta({ beta: 0.8, rSquared: 0.16 })).toBeCloseTo(2, 12);
  });

  test.each([0, -0.1, 1.1, Number.NaN])('an R² of %d is refused by name', (rSquared) => {
    expect(() => totalBeta({ beta: 1, rSquared })).toThrow('rSquared');
  });
});
