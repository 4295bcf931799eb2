import { describe, expect, test } from 'vitest';
import { adjustedPresentValue } from './adjusted-present-value.ts';

describe('Toro Inc. (Fernández)', () => {
  const toro = {
    freeCashFlows: [243, 107, 416, 448.65, 457.62],
    openingDebts: [1500, 1500, 1500, 1500, 1530, 1560.6],
    unleveredCost: 0.1,
    taxRate: 0.35,
    terminalGrowth: 0.02,
  };

  // Published to a tenth and to a hundredth; the flows themselves are rounded to a hundredth, which a perpetuity at
  // 8 % carries into the equity value as up to 0.05.
  test('is worth 4,835.3 without debt, and its tax shields 623.61', () => {
    const { unleveredValue, taxShieldValue } = adjustedPresentValue(toro);
    expect(Math.abs(unleveredValue - 4835.3)).toBeLessThanOrEqual(0.05);
    expect(Math.abs(taxShieldValue - 623.61)).toBeLessThanOrEqual(0.005);
  });

  test('has an equity worth 3,958.96', () => {
    expect(Math.abs(adjustedPresentValue(toro).equityValue - 3958.96)).toBeLessThanOrEqual(0.05);
  });

  test('shields earned and discounted at the cost of debt are those of Myers', () => {
    const flat = {
      freeCashFlows: [100],
      openingDebts: [500, 500],
      unleveredCost: 0.1,
      taxRate: 0.35,
      terminalGrowth: 0,
    };
    const { taxShieldValue } = adjustedPresentValue({ ...flat, taxShield: { earnedAt: 0.08, discountedAt: 0.08 } });
    expect(taxShieldValue).toBeCloseTo(500 * 0.35, 9);
  });

  test('debts that do not match the flows are refused with the number needed', () => {
    expect(() => adjustedPresentValue({ ...toro, openingDebts: [1500] })).toThrow('Give 6 opening debts');
  });

  test('without growth the flows end, and so do the debts', () => {
    const { unleveredValue, taxShieldValue, equityValue } = adjustedPresentValue({
      freeCashFlows: [110],
      openingDebts: [50],
      unleveredCost: 0.1,
      taxRate: 0.2,
    });
    expect(unleveredValue).toBeCloseTo(100, 9);
    expect(taxShieldValue).toBeCloseTo(1 / 1.1, 9);
    expect(equityValue).toBeCloseTo(50 + 1 / 1.1, 9);
  });
});
