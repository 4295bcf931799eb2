import { describe, expect, test } from 'vitest';
import type { MethodResult, ValuationResult } from '../model/types.ts';
import { enterpriseRange, simulatedRange } from './value-range.ts';

const method = (weight: number, enterpriseValue: MethodResult['enterpriseValue']): MethodResult => ({
  method: 'multiples',
  status: 'done',
  reason: null,
  weight,
  enterpriseValue,
  equityValue: null,
  stakeValue: null,
});
const result = (enterpriseValue: number | null, ...methods: MethodResult[]) =>
  ({ enterpriseValue, methods }) as unknown as ValuationResult;

describe('the range of a simulated value', () => {
  test('is that of its percentiles', () => {
    expect(simulatedRange(5, { p10: 3, p50: 4, p90: 8 })).toEqual({ low: 3, mid: 5, high: 8 });
  });

  test('is widened to hold the value', () => {
    expect(simulatedRange(9, { p10: 3, p50: 4, p90: 8 })).toEqual({ low: 3, mid: 9, high: 9 });
    expect(simulatedRange(2, { p10: 3, p50: 4, p90: 8 })).toEqual({ low: 2, mid: 2, high: 8 });
  });
});

describe('the range of the enterprise value', () => {
  test('weighs the ranges of the methods that have one', () => {
    const methods = [
      method(0.6, { low: 100, mid: 200, high: 300 }),
      method(0.2, { low: 20, mid: 40, high: 60 }),
      method(0.2, null),
      method(0, { low: 1, mid: 1, high: 1 }),
    ];
    const range = enterpriseRange(result(160, ...methods));
    expect(range?.low).toBeCloseTo(80, 9);
    expect(range?.mid).toBe(160);
    expect(range?.high).toBeCloseTo(240, 9);
  });

  test('is none where there is no enterprise value', () => {
    expect(enterpriseRange(result(null, method(1, null)))).toBeNull();
  });
});
