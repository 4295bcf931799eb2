import { expect, test } from 'vitest';
import { loadConfig } from '../../lib/config.ts';
import { aiConfig } from './config.ts';

const GOOD = { SIGNING_SECRETS: 's'.repeat(32), DATABASE_URL: 'postgres://app_ai:pw@127.0.0.1:5432/platform' };
const EURO_CENTS_10 = 100_000;
const LANGUAGES = 3;

test('no budget can be set that lets the narratives of a calculation cost EUR 0.10 in all languages together', () => {
  const budgetOf = (text: string) =>
    loadConfig('ai', aiConfig, { ...GOOD, AI_BUDGET_MICRO_EURO_PER_NARRATIVE: text })
      .AI_BUDGET_MICRO_EURO_PER_NARRATIVE;
  const most = Math.floor(EURO_CENTS_10 / LANGUAGES);
  expect(LANGUAGES * budgetOf(String(most))).toBeLessThan(EURO_CENTS_10);
  expect(() => budgetOf(String(most + 1))).toThrow('must be at most 33333');
});
