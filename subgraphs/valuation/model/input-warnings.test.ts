import { describe, expect, test } from 'vitest';
import { findInputWarnings } from './input-warnings.ts';
import { SAMPLE_CONTEXT, sampleInput, sampleYear } from './sample-draft.ts';
import type { ValuationInputDraft } from './types.ts';

function warningPaths(changes: ValuationInputDraft, asOf = SAMPLE_CONTEXT.asOf): string[] {
  return findInputWarnings(sampleInput(changes), { ...SAMPLE_CONTEXT, asOf }).map(({ path }) => path);
}

test('an ordinary company gives none', () => expect(warningPaths({})).toEqual([]));

test.each<[string, ValuationInputDraft, string]>([
  ['revenue of more than EUR 10 m for each employee', { employees: 0.5 }, 'employees'],
  ['revenue of less than EUR 10 k for each employee', { employees: 551 }, 'employees'],
  ['a largest customer of more than 10 %', { largestCustomerShare: 0.11 }, 'largestCustomerShare'],
  ['old accounts', { years: [sampleYear(2022, 5_000_000, 500_000)] }, 'years'],
  ['ebit above ebitda', { years: [sampleYear(2025, 5e6, 5e5, { ebit: 500_001 })] }, 'years[0].ebit'],
  [
    'more equity than assets',
    { years: [sampleYear(2025, 5e6, 5e5, { totalEquity: 3_000_001 })] },
    'years[0].totalEquity',
  ],
  ['more cash than assets', { years: [sampleYear(2025, 5e6, 5e5, { cash: 3_000_001 })] }, 'years[0].cash'],
  ['growth above the risk-free rate', { assumptions: { terminalGrowth: 0.035 } }, 'assumptions.terminalGrowth'],
  ['a property company', { industry: 'real_estate' }, 'industry'],
  ['a financial company', { industry: '65.110' }, 'industry'],
])('%s is warned of', (_case, changes, path) => {
  expect(warningPaths(changes)).toEqual([path]);
});

test('a company of more than 200 years is warned of', () => {
  expect(warningPaths({ foundingYear: 1998 }, '2199-01-01')).toContain('foundingYear');
  expect(warningPaths({ foundingYear: 1998 }, '2198-01-01')).not.toContain('foundingYear');
});

describe('an adjustment', () => {
  const warningsOf = (kind: string, amount: number) =>
    warningPaths({
      adjustments: [{ year: 2025, kind: kind as 'other', amount, reason: 'Invoice 12', confidence: 'high' }],
    });

  test.each([
    ['owner_compensation', -500_000, 500_000],
    ['one_time_expenses', 0, 1_000_000],
    ['personal_expenses', 0, 100_000],
    ['related_party', -200_000, 200_000],
    ['non_recurring_revenue', -1_000_000, 0],
    ['non_recurring_costs', -100_000, 100_000],
    ['depreciation', -100_000, 100_000],
    ['family_expenses', -200_000, 200_000],
    ['unusual_transactions', -500_000, 500_000],
    ['tax_optimisation', -100_000, 100_000],
    ['discretionary', 0, 100_000],
    ['other', -500_000, 500_000],
  ])('of %s is usual from EUR %d to %d', (kind, min, max) => {
    expect(warningsOf(kind, min)).toEqual([]);
    expect(warningsOf(kind, max)).toEqual([]);
    expect(warningsOf(kind, min - 1)).toEqual(['adjustments[0].amount']);
    expect(warningsOf(kind, max + 1)).toEqual(['adjustments[0].amount']);
  });
});
