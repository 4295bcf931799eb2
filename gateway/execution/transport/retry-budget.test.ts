import { expect, test } from 'vitest';
import { createRetryBudget } from './retry-budget.ts';

const POLICY = { budgetRatio: 0.2, budgetFloor: 3, maxDelayMs: 100 };

function createBudget(policy = POLICY) {
  const clock = { nowMs: 12_345 };
  const budget = createRetryBudget(policy, () => clock.nowMs);
  const fail = (times: number): number => {
    let retries = 0;
    for (let i = 0; i < times; i++) {
      budget.recordRequest();
      if (budget.takeRetry()) retries++;
    }
    return retries;
  };
  return { clock, budget, fail };
}

test('a fifth of the requests may be retried', () => {
  expect(createBudget().fail(100)).toBe(20);
});

test('however few requests there are, three may be retried', () => {
  const { fail } = createBudget();
  expect(fail(1)).toBe(1);
  expect(fail(5)).toBe(2);
});

test('requests that succeed make room for retries of later ones', () => {
  const { budget, fail } = createBudget();
  for (let i = 0; i < 95; i++) budget.recordRequest();
  expect(fail(5)).toBe(5);
});

test('retries of more than 10 s ago are forgotten, those within are not', () => {
  const { clock, fail } = createBudget();
  expect(fail(10)).toBe(3);
  clock.nowMs += 8_000;
  expect(fail(3)).toBe(0);
  clock.nowMs += 2_001;
  expect(fail(10)).toBe(3);
  clock.nowMs += 3_600_000;
  expect(fail(10)).toBe(3);
});

test('a budget of nothing allows no retry', () => {
  expect(createBudget({ ...POLICY, budgetRatio: 0, budgetFloor: 0 }).fail(100)).toBe(0);
});
