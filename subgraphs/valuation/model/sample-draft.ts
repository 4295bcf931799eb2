import { CURRENT_RULE_SET } from './rule-set.ts';
import type { ValuationInput, ValuationInputDraft } from './types.ts';
import { validateValuationInput } from './validate-input.ts';

/** The date and seed that the tests of this folder value at. */
export const SAMPLE_CONTEXT = { ruleSet: CURRENT_RULE_SET, asOf: '2026-03-01', seed: 1 };

/** A healthy builder with complete accounts of three years, for tests: a draft that differs as given. */
export function sampleDraft(changes: ValuationInputDraft = {}): ValuationInputDraft {
  return {
    companyName: 'Bouwbedrijf Peeters',
    countryCode: 'BE',
    industry: 'construction',
    businessModel: 'services',
    foundingYear: 1998,
    years: [
      sampleYear(2023, 5_000_000, 600_000),
      sampleYear(2024, 5_250_000, 630_000),
      sampleYear(2025, 5_500_000, 660_000),
    ],
    employees: 25,
    owners: 2,
    recurringRevenue: 0.2,
    largestCustomerShare: 0.08,
    ...changes,
  };
}

/** Accounts of one year, for tests; what is not in the changes follows the sample. */
export function sampleYear(
  year: number,
  revenue: number,
  ebitda: number,
  changes: NonNullable<NonNullable<ValuationInputDraft['years']>[number]> = {},
) {
  return {
    year,
    revenue,
    ebitda,
    depreciation: 150_000,
    capex: 160_000,
    workingCapital: 500_000,
    cash: 300_000,
    totalDebt: 800_000,
    totalEquity: 1_200_000,
    totalAssets: 3_000_000,
    ...changes,
  };
}

/** The valid input of a sample draft, for tests. */
export function sampleInput(changes: ValuationInputDraft = {}, asOf = SAMPLE_CONTEXT.asOf): ValuationInput {
  const validation = validateValuationInput(sampleDraft(changes), asOf);
  if (!validation.ok) throw new Error(`The sample is not valid: ${JSON.stringify(validation.errors)}`);
  return validation.input;
}
