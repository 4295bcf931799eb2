import type { FinancialYear, ValuationInput, ValuationStep } from '../types.ts';
import { createFigure, createStep } from './create-step.ts';

const RECENT_YEARS = 3;

const YEAR_FIELDS: readonly { readonly name: string; readonly isGiven: (year: FinancialYear) => boolean }[] = [
  { name: 'depreciation or ebit', isGiven: (year) => year.depreciation !== undefined || year.ebit !== undefined },
  ...(['capex', 'workingCapital', 'cash', 'totalDebt', 'totalAssets', 'totalEquity'] as const).map((name) => ({
    name,
    isGiven: (year: FinancialYear) => year[name] !== undefined,
  })),
];
const COMPANY_FIELDS = [
  'businessModel',
  'foundingYear',
  'employees',
  'owners',
  'recurringRevenue',
  'largestCustomerShare',
] as const;

export interface DataQuality {
  readonly step: ValuationStep;
  /** Share of the optional figures that are given, of the company and its last three years. */
  readonly completeness: number;
  /** Share of the years that come from filed accounts. */
  readonly officialShare: number;
}

/** Step 0: how much of what a valuation can use is there, and where it is from. */
export function assessDataQuality(input: ValuationInput): DataQuality {
  const missing = [
    ...input.years
      .slice(-RECENT_YEARS)
      .flatMap((year) =>
        YEAR_FIELDS.filter((field) => !field.isGiven(year)).map((field) => `${field.name} of ${year.year}`),
      ),
    ...COMPANY_FIELDS.filter((name) => input[name] === undefined),
  ];
  const asked = Math.min(input.years.length, RECENT_YEARS) * YEAR_FIELDS.length + COMPANY_FIELDS.length;
  const completeness = 1 - missing.length / asked;
  const officialShare = input.years.filter((year) => year.source === 'official').length / input.years.length;
  const step = createStep('data_quality', {
    inputs: [
      createFigure('financial years', input.years.length, 'count'),
      createFigure('optional figures given', completeness, 'ratio'),
      createFigure('years from filed accounts', officialShare, 'ratio'),
    ],
    formula: 'optional figures given / optional figures that a valuation can use, over the last three years',
    source: 'Input',
    notes: missing.length > 0 ? [`Not given: ${missing.join(', ')}.`] : [],
  });
  return { step, completeness, officialShare };
}
