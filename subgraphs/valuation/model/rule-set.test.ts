import { describe, expect, test } from 'vitest';
import { dayNumberOf } from './iso-date.ts';
import type { Sourced } from './rule-set.ts';
import { CURRENT_RULE_SET, findRuleSet, RULE_SETS } from './rule-set.ts';

const { parameters, multiples, industries } = CURRENT_RULE_SET;

test('a rule set is found by the version that a result names', () => {
  expect(findRuleSet('2026-01')).toBe(CURRENT_RULE_SET);
  expect(findRuleSet('1999-01')).toBeUndefined();
  expect(new Set(RULE_SETS.map(({ version }) => version)).size).toBe(RULE_SETS.length);
});

describe('every figure says where it is from', () => {
  const figures = Object.entries<Sourced<unknown>>({ ...parameters, industries });

  test.each(figures)('%s', (_name, parameter) => {
    expect(dayNumberOf(parameter.date)).toBeGreaterThan(0);
    expect(parameter.source).not.toBe('');
    expect(parameter.region).not.toBe('');
    expect(parameter.unit).not.toBe('');
    expect(parameter.source.startsWith('Our choice')).toBe(parameter.designChoice);
  });

  test.each(multiples.map((row) => [row.id, row] as const))('%s', (_id, row) => {
    expect(row.multiple).toBeGreaterThan(0);
    expect(dayNumberOf(row.date)).toBeGreaterThan(0);
    for (const text of [row.source, row.period, row.region, row.sizeBand, row.sector]) expect(text).not.toBe('');
  });

  test('ids of multiples are unique', () => {
    expect(new Set(multiples.map(({ id }) => id)).size).toBe(multiples.length);
  });
});

test.each(Object.entries(industries.value))(
  'the multiples of %s exist and are of one basis',
  (_group, { multipleIds }) => {
    const rows = multiples.filter(({ id }) => multipleIds.includes(id));
    expect(rows.map(({ id }) => id).sort()).toEqual([...multipleIds].sort());
    expect(new Set(rows.map(({ basis }) => basis)).size).toBe(1);
  },
);

test('figures that nobody published are marked as our choice', () => {
  const { ownerDependency, methodWeights, riskFreeRate, equityRiskPremium, sizeCurve, corporateTax } = parameters;
  expect([ownerDependency, methodWeights].map(({ designChoice }) => designChoice)).toEqual([true, true]);
  expect([riskFreeRate, equityRiskPremium, sizeCurve, corporateTax].map((p) => p.designChoice)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('the weights of the confidence factors add up to 1', () => {
  const weights = Object.values(parameters.confidenceWeights.value);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});

test('the size curve carried from an average deal to the largest agrees with the mid-market index', () => {
  const averageDeal = multiples.find(({ id }) => id === 'vlerick-2024-all')?.multiple ?? 0;
  const midMarket = multiples.find(({ id }) => id === 'argos-2025q3')?.multiple ?? 0;
  const upperEnd = Math.max(...parameters.sizeCurve.value.map(({ value }) => value));
  const carried = (averageDeal * upperEnd) / parameters.averageDealMultiple.value;
  expect(carried / midMarket).toBeGreaterThan(0.95);
  expect(carried / midMarket).toBeLessThan(1.05);
});
