import { describe, expect, test } from 'vitest';
import { calculateValuation } from './calculate-valuation.ts';
import type { Random } from './formulas/random.ts';
import { createRandom } from './formulas/random.ts';
import { SAMPLE_CONTEXT, sampleInput } from './sample-draft.ts';
import type { FinancialYear, ValuationInput, ValuationInputDraft, ValuationResult } from './types.ts';
import { validateValuationInput } from './validate-input.ts';

const RUNS = 300;
const INDUSTRIES = [
  'technology',
  'retail',
  'transport',
  'services',
  'real_estate',
  'finance',
  '62.010',
  'bakery',
  'other',
];

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

/** From cents to trillions, each order of magnitude as likely as the others. */
function anyAmount(random: Random): number {
  return 10 ** between(random, -2, 12);
}

/** Any valid draft: small or enormous, sound or hopeless, complete or bare. */
function anyDraft(random: Random): ValuationInputDraft {
  const maybe = <T>(value: T): T | null => (random() < 0.5 ? value : null);
  const scale = anyAmount(random);
  const count = 1 + Math.floor(random() * 10);
  const years = Array.from({ length: count }, (_, index) => {
    const revenue = Math.max(0.01, random() < 0.1 ? anyAmount(random) : scale * between(random, 0.5, 1.5));
    const amount = (low: number, high: number) => maybe(scale * between(random, low, high));
    return {
      year: 2026 - count + index,
      revenue,
      ebitda: random() < 0.2 ? -anyAmount(random) : revenue * between(random, -0.1, 0.9),
      depreciation: amount(0, 0.2),
      amortisation: amount(0, 0.1),
      ebit: amount(-0.2, 0.5),
      capex: amount(0, 0.3),
      workingCapital: amount(-0.3, 0.5),
      cash: amount(0, 1),
      totalDebt: amount(0, 3),
      totalEquity: amount(-1, 2),
      totalAssets: amount(0, 5),
    };
  });
  return {
    companyName: 'Any company',
    countryCode: pick(random, ['BE', 'BE', 'NL']),
    industry: pick(random, INDUSTRIES),
    years,
    employees: maybe(Math.floor(between(random, 0, 300))),
    owners: maybe(1 + Math.floor(between(random, 0, 100))),
    sharesForSale: pick(random, [1, 0.5, 0.75, 0.1]),
    assumptions: {
      specificPremium: maybe(between(random, 0, 0.1)),
      terminalGrowth: maybe(between(random, -0.1, 0.15)),
      projectionYears: maybe(3 + Math.floor(random() * 13)),
    },
    bridge: { debtLikeItems: maybe(anyAmount(random)), normalWorkingCapital: maybe(anyAmount(random)) },
  };
}

/** An ordinary profitable company, for the properties of direction. */
function soundInput(random: Random): ValuationInput {
  const revenue = 10 ** between(random, 5, 8);
  const margin = between(random, 0.05, 0.3);
  return sampleInput({
    industry: pick(random, INDUSTRIES),
    years: [2023, 2024, 2025].map((year, index) => ({
      year,
      revenue: revenue * (1 + index * between(random, -0.05, 0.1)),
      ebitda: revenue * margin,
      totalDebt: revenue * between(random, 0, 0.2),
      cash: revenue * between(random, 0, 0.1),
      totalEquity: revenue * between(random, 0, 0.5),
    })),
    sharesForSale: pick(random, [1, 0.5, 0.3]),
  });
}

function valuate(input: ValuationInput): ValuationResult {
  return calculateValuation(input, SAMPLE_CONTEXT);
}

function withYears(input: ValuationInput, change: (year: FinancialYear) => FinancialYear): ValuationInput {
  return { ...input, years: input.years.map(change) };
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('whatever a valid input holds', () => {
  const random = createRandom(20260301);
  const results = Array.from({ length: RUNS }, () => {
    const validation = validateValuationInput(anyDraft(random), SAMPLE_CONTEXT.asOf);
    if (!validation.ok) throw new Error(`The generator made an invalid draft: ${JSON.stringify(validation.errors)}`);
    return { input: validation.input, result: valuate(validation.input) };
  });

  test('every figure of the result is finite', () => {
    for (const { result } of results) expect(numbersIn(result).every(Number.isFinite)).toBe(true);
  });

  test('low ≤ mid ≤ high and P10 ≤ P50 ≤ P90', () => {
    for (const { result } of results) {
      for (const { enterpriseValue, equityValue, stakeValue } of result.methods)
        for (const range of [enterpriseValue, equityValue, stakeValue])
          if (range)
            expect([range.low, range.mid, range.high]).toEqual(
              [range.low, range.mid, range.high].sort((a, b) => a - b),
            );
      for (const { p10, p50, p90 } of [result.range.equityValue, result.range.stakeValue])
        expect([p10, p50, p90]).toEqual([p10, p50, p90].sort((a, b) => a - b));
    }
  });

  test('the weights add up to 1, and confidence lies from 0 to 100', () => {
    for (const { result } of results) {
      expect(result.methods.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
      expect(result.confidence.score).toBeGreaterThanOrEqual(0);
      expect(result.confidence.score).toBeLessThanOrEqual(100);
    }
  });

  test('a step that was not done says why, and a method without a value too', () => {
    for (const { result } of results)
      for (const { status, reason } of [...result.steps, ...result.methods])
        expect(reason === null || reason === '').toBe(status === 'done');
  });

  test('the same input, rule set, date and seed give the same result', () => {
    for (const { input, result } of results.slice(0, 50)) expect(valuate(input)).toEqual(result);
  });

  test('every way of ending a method occurs in the sample', () => {
    const statuses = results.map(({ result }) => result.methods[0]?.status);
    expect(new Set(statuses)).toEqual(new Set(['done', 'skipped', 'failed']));
  });
});

describe('a sound company', () => {
  const random = createRandom(4711);
  const inputs = Array.from({ length: 30 }, () => soundInput(random));

  function expectNotHigher(change: (input: ValuationInput) => ValuationInput) {
    for (const input of inputs)
      expect(valuate(change(input)).stakeValue).toBeLessThanOrEqual(valuate(input).stakeValue);
  }

  test('is not worth more with lower earnings', () => {
    expectNotHigher((input) => withYears(input, (year) => ({ ...year, ebitda: year.ebitda * 0.9 })));
  });

  test('is not worth more with more debt or less cash', () => {
    expectNotHigher((input) => withYears(input, (year) => ({ ...year, totalDebt: (year.totalDebt ?? 0) * 1.5 + 1 })));
    expectNotHigher((input) => withYears(input, (year) => ({ ...year, cash: (year.cash ?? 0) / 2 })));
  });

  test('is not worth more with a higher risk-free rate or equity premium, or lower growth', () => {
    expectNotHigher((input) => ({ ...input, assumptions: { riskFreeRate: 0.06 } }));
    expectNotHigher((input) => ({ ...input, assumptions: { equityRiskPremium: 0.08 } }));
    expectNotHigher((input) => ({ ...input, assumptions: { terminalGrowth: 0.01 } }));
  });

  test('is not worth more when more owners stand for the same employees', () => {
    expectNotHigher((input) => ({ ...input, owners: 20 }));
  });

  test('is worth less in part than whole, and a minority less than its share', () => {
    for (const input of inputs) {
      const whole = valuate({ ...input, sharesForSale: 1 }).stakeValue;
      const minority = valuate({ ...input, sharesForSale: 0.4 }).stakeValue;
      if (whole > 0) expect(minority).toBeLessThanOrEqual(whole * 0.4);
    }
  });
});
