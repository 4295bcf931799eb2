import { expect, test } from 'vitest';
import { statutoryReferenceValue } from './statutory-reference-value.ts';

const company = { equity: 300_000, ebitda: 150_000, ebitdaMultiple: 4 };

test('is equity and four times EBITDA', () => expect(statutoryReferenceValue(company)).toBe(900_000));

test('a higher price at arm’s length or contractual value counts instead, a lower one does not', () => {
  expect(statutoryReferenceValue({ ...company, armsLengthPrice: 1_000_000 })).toBe(1_000_000);
  expect(statutoryReferenceValue({ ...company, contractualValue: 950_000, armsLengthPrice: 1 })).toBe(950_000);
});
