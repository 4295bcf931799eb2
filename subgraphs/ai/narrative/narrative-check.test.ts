import { describe, expect, it } from 'vitest';
import { findComplaint } from './narrative-check.ts';
import { formatFigures } from './placeholders.ts';

const FIGURES = {
  companyName: 'Acme',
  asOf: '2026-06-30',
  equityValue: { low: 1, mid: 2, high: 3 },
  enterpriseValueMid: null,
  confidenceScore: 50,
};
const available = formatFigures(FIGURES, 'EN');

const FIRST = '{{company_name}} is worth {{equity_mid}}, between {{equity_low}} and {{equity_high}}.';
const withSecond = (second: string): string[] => [FIRST, second];

describe('the check of a draft', () => {
  it('accepts prose around known placeholders, accents and punctuation included', () => {
    expect(
      findComplaint(withSecond('Décent, récent: “prudent” (e.g. c.-à-d.) – one or two méthodes.'), available),
    ).toBe(undefined);
  });

  it.each([
    ['a digit', 'It is worth 5 times its profit.'],
    ['a digit', 'It is worth ٥ times its profit.'],
    ['a digit', 'It grew by ½.'],
    ['a percentage or currency sign', 'It is worth many €.'],
    ['a number in words', 'It is worth two million.'],
    ['a number in words', 'Het is twee miljoen waard.'],
    ['a number in words', 'La marge est de dix pour cent.'],
    ['markup', 'Read <b>this</b>.'],
    ['markup', 'Read **this**.'],
    ['a link or an address', 'See https://evil.example for more.'],
    ['a link or an address', 'See evil.example for more.'],
    ['a link or an address', 'Write to sales@evil.'],
    ['an unknown placeholder', 'Revenue was {{revenue}}.'],
    ['an unknown placeholder', 'The business is worth {{enterprise_mid}}.'],
    ['a broken placeholder', 'It is worth {{equity_mid}.'],
    ['a broken placeholder', 'It is worth {{ equity_mid }}.'],
    ['a control character', 'It is\u202e worth it.'],
    ['the length of a paragraph', ' '],
    ['the length of a paragraph', 'long '.repeat(400)],
  ])('refuses %s: %s', (complaint, second) => {
    expect(findComplaint(withSecond(second), available)).toBe(complaint);
  });

  it('refuses a text without the value or its range', () => {
    expect(findComplaint(['{{company_name}} is worth {{equity_mid}}.', 'Enough said.'], available)).toBe(
      'a missing placeholder',
    );
  });

  it('refuses a single paragraph and an essay', () => {
    expect(findComplaint([FIRST], available)).toBe('the number of paragraphs');
    expect(findComplaint(Array<string>(8).fill(FIRST), available)).toBe('the number of paragraphs');
  });
});
