import { expect, test } from 'vitest';
import { interpolateOnLogEbitda } from './log-interpolation.ts';

const points = [
  { ebitda: 10_000_000, value: 6.7 },
  { ebitda: 200_000, value: 3.5 },
];

test('published points give their own values', () => {
  expect(interpolateOnLogEbitda(points, 200_000)).toBe(3.5);
  expect(interpolateOnLogEbitda(points, 10_000_000)).toBeCloseTo(6.7, 12);
});

test('the geometric middle of two points lies half-way', () => {
  expect(interpolateOnLogEbitda(points, Math.sqrt(200_000 * 10_000_000))).toBeCloseTo(5.1, 12);
});

test('doubling the size always adds the same', () => {
  const at = (ebitda: number) => interpolateOnLogEbitda(points, ebitda);
  expect(at(800_000) - at(400_000)).toBeCloseTo(at(4_000_000) - at(2_000_000), 12);
});

test('beyond the points the nearest one holds', () => {
  expect(interpolateOnLogEbitda(points, 1)).toBe(3.5);
  expect(interpolateOnLogEbitda(points, 1e12)).toBe(6.7);
});

test('points without a size are refused', () => {
  expect(() => interpolateOnLogEbitda([], 1)).toThrow('Give points');
  expect(() => interpolateOnLogEbitda([{ ebitda: 0, value: 1 }], 1)).toThrow('Give points');
});
