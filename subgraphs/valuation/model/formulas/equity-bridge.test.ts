import { describe, expect, test } from 'vitest';
import { adjustedNetAssets } from './adjusted-net-assets.ts';
import { equityFromEnterpriseValue } from './equity-bridge.ts';

describe('enterprise to equity value', () => {
  test('takes debts off and adds cash, surplus working capital and assets that the business does not need', () => {
    const bridge = {
      financialDebt: 300,
      cash: 120,
      debtLikeItems: 30,
      workingCapital: 90,
      normalWorkingCapital: 100,
      nonOperatingAssets: 55,
    };
    expect(equityFromEnterpriseValue(1_000, bridge)).toBe(1_000 - 300 + 120 - 30 - 10 + 55);
  });

  test('working capital counts only against a normal level', () => {
    expect(equityFromEnterpriseValue(1_000, { financialDebt: 0, cash: 0, workingCapital: 500 })).toBe(1_000);
  });
});

test('adjusted net assets add hidden reserves less the tax they will cost, and take off hidden losses', () => {
  const reserve = { bookValue: 200, marketValue: 500, latentTaxRate: 0.25 };
  const loss = { bookValue: 80, marketValue: 60, latentTaxRate: 0.25 };
  expect(adjustedNetAssets(1_000, [])).toBe(1_000);
  expect(adjustedNetAssets(1_000, [reserve, loss])).toBe(1_000 + 225 - 15);
});
