import { expect, test } from 'vitest';
import { CURRENT_RULE_SET } from '../rule-set.ts';
import { belgianCapitalGainsTax } from './belgian-capital-gains-tax.ts';

const scale = CURRENT_RULE_SET.parameters.capitalGainsTax.value;

test.each([
  [-1, 0],
  [1_000_000, 0],
  [1_000_100, 1.25],
  [2_500_000, 18_750],
  [5_000_000, 81_250],
  [10_000_000, 331_250],
  [12_000_000, 531_250],
])('a substantial holder pays on a gain of EUR %d a tax of EUR %d', (gain, tax) => {
  expect(belgianCapitalGainsTax(gain, 0.2, scale)).toBeCloseTo(tax, 9);
});

test('below 20 % of the shares the tax is 10 % of the gain', () => {
  expect(belgianCapitalGainsTax(50_000, 0.1999, scale)).toBeCloseTo(5_000, 9);
});

test('a holding that is no ratio is refused', () => {
  expect(() => belgianCapitalGainsTax(1, 20, scale)).toThrow('a ratio from 0 to 1');
});
