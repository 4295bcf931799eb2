import { describe, expect, test } from 'vitest';
import { presentValueByDates } from './dated-present-value.ts';
import { internalRatesOfReturn, internalRatesOfReturnByDates } from './internal-rate-of-return.ts';
import { createRandom } from './random.ts';

function expectRates(found: readonly number[], expected: readonly number[], digits: number) {
  expect(found).toHaveLength(expected.length);
  for (const [index, rate] of expected.entries()) expect(found[index]).toBeCloseTo(rate, digits);
}

describe('one rate', () => {
  // Spreadsheet examples, published to a hundredth of a percent.
  test.each([
    [[-70_000, 12_000, 15_000, 18_000, 21_000, 26_000], 0.0866],
    [[-70_000, 12_000, 15_000, 18_000, 21_000], -0.0212],
    [[-70_000, 12_000, 15_000], -0.4435],
  ])('%j returns %d', (flows, rate) => expectRates(internalRatesOfReturn(flows), [rate], 4));

  test('dated flows of the spreadsheet example return 37.3363 %', () => {
    const flows = [
      { date: '2008-01-01', amount: -10_000 },
      { date: '2008-03-01', amount: 2_750 },
      { date: '2008-10-30', amount: 4_250 },
      { date: '2009-02-15', amount: 3_250 },
      { date: '2009-04-01', amount: 2_750 },
    ];
    const [rate = Number.NaN, ...others] = internalRatesOfReturnByDates(flows);
    // The published figure is itself accurate to 1e-8 only.
    expect(Math.abs(rate - 0.373362535)).toBeLessThan(1e-8);
    expect(others).toEqual([]);
    expect(presentValueByDates(flows, rate)).toBeCloseTo(0, 7);
  });

  test('flows may come in any order of dates', () => {
    const flows = [
      { date: '2026-12-31', amount: 110 },
      { date: '2025-12-31', amount: -100 },
    ];
    expectRates(internalRatesOfReturnByDates(flows), [0.1], 12);
  });

  test('money that only comes back returns 0 %', () => {
    expect(internalRatesOfReturn([-100, 60, 40])).toEqual([0]);
  });

  test('a gain of a millionfold and a loss of nearly all are found as well', () => {
    expectRates(internalRatesOfReturn([-1, 1_000_000]), [999_999], 3);
    expectRates(internalRatesOfReturn([-1_000_000, 1]), [-0.999999], 9);
  });
});

describe('several rates, none or all', () => {
  test('the oil pump has two: 25 % and 400 % (Lorie and Savage)', () => {
    expectRates(internalRatesOfReturn([-1_600, 10_000, -10_000]), [0.25, 4], 12);
  });

  test('three changes of sign may make three', () => {
    expectRates(internalRatesOfReturn([-1, 3.6, -4.31, 1.716]), [0.1, 0.2, 0.3], 9);
  });

  test('a rate that the present value only touches is one rate', () => {
    expectRates(internalRatesOfReturn([-100, 220, -121]), [0.1], 6);
  });

  test.each([[[1_000, -3_000, 2_500]], [[100, 50]], [[-5]]])('%j have none', (flows) => {
    expect(internalRatesOfReturn(flows)).toEqual([]);
  });

  test('flows of 0 are refused: every rate would do', () => {
    expect(() => internalRatesOfReturn([0, 0])).toThrow('every rate would do');
    expect(() => internalRatesOfReturn([])).toThrow('every rate would do');
    expect(() => internalRatesOfReturn([-1, Infinity])).toThrow('Cash flow 2');
  });

  test('every rate that flows were built from is found again', () => {
    const random = createRandom(7);
    for (let run = 0; run < 50; run += 1) {
      const rates = [-0.5 + random() * 0.4, 0.1 + random() * 0.3, 0.8 + random(), 3 + random() * 5];
      const flows = rates.reduce(
        (product, rate) => [...product, 0].map((c, i) => c - (1 + rate) * (product[i - 1] ?? 0)),
        [1],
      );
      expectRates(internalRatesOfReturn(flows), rates, 8);
    }
  });
});
