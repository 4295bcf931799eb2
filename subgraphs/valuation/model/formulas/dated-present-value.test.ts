import { expect, test } from 'vitest';
import { presentValueByDates } from './dated-present-value.ts';

const flows = [
  { date: '2008-01-01', amount: -10_000 },
  { date: '2008-03-01', amount: 2_750 },
  { date: '2008-10-30', amount: 4_250 },
  { date: '2009-02-15', amount: 3_250 },
  { date: '2009-04-01', amount: 2_750 },
];

test('the spreadsheet example at 9 % is 2086.6476', () => {
  // Published to four decimals.
  expect(Math.abs(presentValueByDates(flows, 0.09) - 2086.6476)).toBeLessThanOrEqual(0.00005);
});

test('at 0 % it is the sum of the flows', () => {
  expect(presentValueByDates(flows, 0)).toBe(3_000);
});

test.each(['2008-02-30', '01-03-2008', '2008-03-01T00:00:00Z', ''])('"%s" is refused as a date', (date) => {
  expect(() => presentValueByDates([{ date, amount: 1 }], 0.1)).toThrow('is not a date');
});

test('no flows and a rate of -100 % are refused', () => {
  expect(() => presentValueByDates([], 0.1)).toThrow('at least one dated flow');
  expect(() => presentValueByDates(flows, -1)).toThrow('above -100 %');
});
