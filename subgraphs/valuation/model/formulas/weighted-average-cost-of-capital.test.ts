import { describe, expect, test } from 'vitest';
import { costOfEquity } from './cost-of-equity.ts';
import { weightedAverageCostOfCapital } from './weighted-average-cost-of-capital.ts';

describe('cost of equity', () => {
  test('is the risk-free rate, beta times the equity premium, and the premia', () => {
    const capm = { riskFreeRate: 0.03, beta: 1.2, equityRiskPremium: 0.05 };
    expect(costOfEquity(capm)).toBeCloseTo(0.09, 12);
    expect(costOfEquity({ ...capm, sizePremium: 0.04, specificPremium: 0.01 })).toBeCloseTo(0.14, 12);
  });

  test('a figure that is not finite is refused by name', () => {
    expect(() => costOfEquity({ riskFreeRate: Number.NaN, beta: 1, equityRiskPremium: 0.05 })).toThrow('riskFreeRate');
  });
});

describe('WACC', () => {
  const disney = { equity: 55_101, debt: 14_668, costOfEquity: 0.1, costOfDebt: 0.04 + 0.0125, taxRate: 0.373 };

  test('of Disney is 8.59 % (Damodaran)', () => {
    // Published to a hundredth of a percent.
    expect(Math.abs(weightedAverageCostOfCapital(disney) - 0.0859)).toBeLessThanOrEqual(0.00005);
  });

  test('takes weights as well as amounts', () => {
    const weights = { ...disney, equity: 55_101 / 69_769, debt: 14_668 / 69_769 };
    expect(weightedAverageCostOfCapital(weights)).toBeCloseTo(weightedAverageCostOfCapital(disney), 12);
  });

  test('without debt is the cost of equity', () => {
    expect(weightedAverageCostOfCapital({ ...disney, debt: 0 })).toBeCloseTo(0.1, 12);
  });

  test('of no capital at all is refused', () => {
    expect(() => weightedAverageCostOfCapital({ ...disney, equity: 0, debt: 0 })).toThrow('no capital to weight');
    expect(() => weightedAverageCostOfCapital({ ...disney, debt: -1 })).toThrow('must not be negative');
  });
});
