import { describe, expect, test } from 'vitest';
import { sampleDraft, sampleYear } from './sample-draft.ts';
import type { ValuationInputDraft } from './types.ts';
import { validateValuationInput } from './validate-input.ts';

const asOf = '2026-03-01';

function errorsOf(draft: unknown): Record<string, string> {
  const validation = validateValuationInput(draft, asOf);
  return validation.ok ? {} : Object.fromEntries(validation.errors.map(({ path, message }) => [path, message]));
}

function pathsOf(changes: ValuationInputDraft): string[] {
  return Object.keys(errorsOf(sampleDraft(changes)));
}

function withYear(index: number, changes: object): ValuationInputDraft {
  const { years } = sampleDraft();
  return { years: years?.map((year, i) => (i === index ? { ...year, ...changes } : year)) };
}

describe('a valid draft', () => {
  test('becomes an input with the defaults filled in', () => {
    const validation = validateValuationInput(
      {
        companyName: '  Peeters ',
        countryCode: 'BE',
        industry: 'retail',
        years: [{ year: 2025, revenue: 1, ebitda: 1 }],
      },
      asOf,
    );
    expect(validation).toEqual({
      ok: true,
      input: {
        companyName: 'Peeters',
        countryCode: 'BE',
        industry: 'retail',
        years: [{ year: 2025, source: 'typed', revenue: 1, ebitda: 1 }],
        sharesForSale: 1,
        adjustments: [],
        assumptions: {},
        bridge: {},
        assetRevaluations: [],
      },
    });
  });

  test('may hold null where it says nothing', () => {
    expect(
      pathsOf({ employees: null, assumptions: null, years: [sampleYear(2025, 100, 10, { capex: null })] }),
    ).toEqual([]);
  });

  test.each(['technology', 'real_estate', '62', '62.010', '6201001', 'bakery'])('"%s" is an industry', (industry) => {
    expect(pathsOf({ industry })).toEqual([]);
  });
});

describe('a missing figure', () => {
  test.each(['revenue', 'ebitda', 'year'])('%s is an error that names the field', (field) => {
    expect(errorsOf(sampleDraft(withYear(1, { [field]: undefined })))).toEqual({
      [`years[1].${field}`]: 'This field is required.',
    });
  });

  test('an empty draft names every required field at once', () => {
    expect(Object.keys(errorsOf({}))).toEqual(['companyName', 'countryCode', 'industry', 'years']);
  });

  test.each([undefined, null, 5, 'text', []])('%j instead of a draft is an error, not a crash', (draft) => {
    expect(validateValuationInput(draft, asOf).ok).toBe(false);
  });
});

describe('a figure outside its rule', () => {
  test.each<[ValuationInputDraft, string]>([
    [{ companyName: '   ' }, 'companyName'],
    [{ companyName: 'x'.repeat(201) }, 'companyName'],
    [{ countryCode: 'be' }, 'countryCode'],
    [{ countryCode: 'XX' }, 'countryCode'],
    [{ industry: 'astrology' }, 'industry'],
    [{ industry: '00.1' }, 'industry'],
    [{ industry: '620100' }, 'industry'],
    [{ industry: 'constructor' }, 'industry'],
    [{ businessModel: 'b2g' as never }, 'businessModel'],
    [{ foundingYear: 1899 }, 'foundingYear'],
    [{ foundingYear: 2027 }, 'foundingYear'],
    [{ years: [] }, 'years'],
    [{ years: Array.from({ length: 11 }, (_, i) => sampleYear(2015 + i, 100, 10)) }, 'years'],
    [{ employees: -1 }, 'employees'],
    [{ owners: 0 }, 'owners'],
    [{ owners: 101 }, 'owners'],
    [{ recurringRevenue: 80 }, 'recurringRevenue'],
    [{ largestCustomerShare: -0.1 }, 'largestCustomerShare'],
    [{ sharesForSale: 0 }, 'sharesForSale'],
    [{ sharesForSale: 1.01 }, 'sharesForSale'],
    [withYear(0, { revenue: 0 }), 'years[0].revenue'],
    [withYear(0, { revenue: Number.NaN }), 'years[0].revenue'],
    [withYear(0, { revenue: Infinity }), 'years[0].revenue'],
    [withYear(0, { revenue: '5000000' }), 'years[0].revenue'],
    [withYear(0, { revenue: 1e16 }), 'years[0].revenue'],
    [withYear(0, { ebitda: 5_000_001 }), 'years[0].ebitda'],
    [withYear(0, { capex: -1 }), 'years[0].capex'],
    [withYear(2, { year: 2026.5 }), 'years[2].year'],
    [withYear(2, { year: 2027 }), 'years[2].year'],
    [withYear(1, { year: 2022 }), 'years[1].year'],
    [withYear(0, { revenu: 5 }), 'years[0].revenu'],
    [{ assumptions: { projectionYears: 16 } }, 'assumptions.projectionYears'],
    [{ assumptions: { projectionYears: 2 } }, 'assumptions.projectionYears'],
    [{ assumptions: { taxRate: 25 } }, 'assumptions.taxRate'],
    [{ assumptions: { methodWeights: [{ method: 'multiples', weight: 0 }] } }, 'assumptions.methodWeights'],
  ])('%j is an error at %s', (changes, path) => {
    expect(pathsOf(changes)).toContain(path);
  });

  test('an adjustment must be of a given year, of a known kind and with a reason', () => {
    const adjustments = [{ year: 2020, kind: 'bribes' as never, amount: 1, reason: ' ', confidence: 'sure' as never }];
    expect(pathsOf({ adjustments })).toEqual([
      'adjustments[0].kind',
      'adjustments[0].reason',
      'adjustments[0].confidence',
      'adjustments[0].year',
    ]);
  });

  test('a method cannot be weighted twice, and the statutory value not at all', () => {
    const weights = (...methods: string[]) => methods.map((method) => ({ method: method as 'multiples', weight: 1 }));
    expect(pathsOf({ assumptions: { methodWeights: weights('multiples', 'multiples') } })).toEqual([
      'assumptions.methodWeights[1].method',
    ]);
    expect(pathsOf({ assumptions: { methodWeights: weights('statutory_reference') } })).toEqual([
      'assumptions.methodWeights[0].method',
    ]);
  });

  test('rules between fields are reported together with those of single fields', () => {
    const years = [sampleYear(2023, -1, 10), sampleYear(2025, 100, 200)];
    expect(pathsOf({ years })).toEqual(['years[0].revenue', 'years[0].ebitda', 'years[1].year', 'years[1].ebitda']);
  });

  test('the messages say what to give', () => {
    expect(errorsOf(sampleDraft(withYear(0, { revenue: 0, ebitda: 'ten' })))).toEqual({
      'years[0].revenue': 'Must be at least 0.01.',
      'years[0].ebitda': 'Give a finite number.',
    });
    expect(errorsOf(sampleDraft(withYear(1, { year: 2022 })))).toEqual({
      'years[1].year': 'Must be 2024: financial years follow each other without gaps.',
      'years[2].year': 'Must be 2023: financial years follow each other without gaps.',
    });
  });
});

test('a date that is none is the caller’s error', () => {
  expect(() => validateValuationInput(sampleDraft(), '2026-02-30')).toThrow('is not a date');
});
