import { describe, expect, test } from 'vitest';
import { quantile } from './quantile.ts';
import { createRandom, standardNormal } from './random.ts';

describe('random numbers', () => {
  test('a seed gives the sequence that it gave before, so that stored ranges can be made again', () => {
    const random = createRandom(1);
    const integers = [random(), random(), random()].map((number) => number * 2 ** 32);
    expect(integers).toEqual([2693262067, 11749833, 2265367787]);
  });

  test.each([-1, 0.5, 2 ** 32, Number.NaN])('%d is refused as a seed', (seed) => {
    expect(() => createRandom(seed)).toThrow('32-bit integer');
  });

  test('normal draws have mean 0 and deviation 1', () => {
    const random = createRandom(42);
    const draws = Array.from({ length: 20_000 }, () => standardNormal(random));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    // Four standard errors of 20,000 draws.
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(20_000));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000));
  });
});

describe('quantiles', () => {
  test('lie between neighbours in proportion', () => {
    expect(quantile([10, 20, 30, 40], 0)).toBe(10);
    expect(quantile([10, 20, 30, 40], 0.5)).toBe(25);
    expect(quantile([10, 20, 30, 40], 0.9)).toBeCloseTo(37, 12);
    expect(quantile([10, 20, 30, 40], 1)).toBe(40);
  });

  test('of nothing are refused', () => expect(() => quantile([], 0.5)).toThrow('Give values'));
});
