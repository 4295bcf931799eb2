import { parseValue } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DateScalar, DateTimeScalar, EuroScalar, RatioScalar, Score100Scalar } from './scalars.ts';

describe('Date', () => {
  test('accepts a day of the calendar', () => expect(DateScalar.parseValue('2024-02-29')).toBe('2024-02-29'));
  test.each(['2023-02-29', '2024-13-01', '29-02-2024', '2024-02-29T00:00:00Z', 20240229, ''])('refuses %j', (value) => {
    expect(() => DateScalar.parseValue(value)).toThrow('Date must be a calendar date such as "2026-01-31".');
  });
});

test('DateTime is written in UTC', () => {
  expect(DateTimeScalar.serialize(new Date('2026-01-31T13:00:00+01:00'))).toBe('2026-01-31T12:00:00.000Z');
});

describe('numbers', () => {
  test.each([
    [EuroScalar, '-12.5', -12.5],
    [RatioScalar, '1', 1],
    [Score100Scalar, '100', 100],
  ])('%s is read from an operation’s text', (scalar, text, number) => {
    expect(scalar.parseLiteral(parseValue(text), {})).toBe(number);
  });
  test.each([
    [EuroScalar, '12'],
    [EuroScalar, Number.NaN],
    [RatioScalar, Number.POSITIVE_INFINITY],
    [RatioScalar, null],
    [Score100Scalar, 101],
    [Score100Scalar, -1],
  ])('%s refuses %j', (scalar, value) => {
    expect(() => scalar.parseValue(value)).toThrow(`${scalar.name} must be`);
  });
  test('an amount that is not finite never reaches an answer', () => {
    expect(() => EuroScalar.serialize(Number.NaN)).toThrow('Euro must be a finite number');
  });
});
