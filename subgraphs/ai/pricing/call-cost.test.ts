import { describe, expect, it } from 'vitest';
import { callCostMicroEuro, fitCall } from './call-cost.ts';
import { MODEL_NAMES, priceOf } from './price-table.ts';

describe('the cost of a call', () => {
  it('converts list prices at the planning rate, rounded up to a millionth of a euro', () => {
    // 100,000 / 1.08 = 92,592.6; 10,000 / 1.08 = 9,259.3; 500,000 / 1.08 = 462,962.96
    expect(priceOf('gpt-6-luna', { euProcessing: false })).toEqual({
      inputMicroEuro: 92_593,
      cachedInputMicroEuro: 9_260,
      outputMicroEuro: 462_963,
    });
  });

  it('adds 10 % for processing in the EU', () => {
    // 150,000 · 1.1 / 1.08 = 152,777.8; 75,000 · 1.1 / 1.08 = 76,388.9; 600,000 · 1.1 / 1.08 = 611,111.1
    expect(priceOf('gpt-4o-mini', { euProcessing: true })).toEqual({
      inputMicroEuro: 152_778,
      cachedInputMicroEuro: 76_389,
      outputMicroEuro: 611_112,
    });
  });

  it('bills cached input at its own price and rounds up', () => {
    // 6,000 · 0.152778 + 4,000 · 0.076389 + 1,000 · 0.611112 = 916.668 + 305.556 + 611.112 = 1,833.336
    const usage = { inputTokens: 10_000, cachedInputTokens: 4_000, outputTokens: 1_000 };
    expect(callCostMicroEuro(priceOf('gpt-4o-mini', { euProcessing: true }), usage)).toBe(1_834);
  });

  it('costs nothing when nothing was used', () => {
    const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
    expect(callCostMicroEuro(priceOf('gpt-4o', { euProcessing: true }), usage)).toBe(0);
  });
});

describe('fitting a call into a budget', () => {
  const prompt = 'é'.repeat(750);

  it('takes the output tokens that the prompt leaves money for', () => {
    // gpt-4o in the EU: input 2.546297, output 10.185186 a token. (1,500 + 500) · 2.546297 = 5,092.594;
    // (15,000 − 5,092.594) / 10.185186 = 972.73
    const ceiling = fitCall(priceOf('gpt-4o', { euProcessing: true }), prompt, 15_000);
    expect(ceiling).toEqual({ maxOutputTokens: 972, tokens: 2_972, costMicroEuro: 14_993 });
  });

  it('asks for no more than a narrative needs when there is money to spare', () => {
    expect(fitCall(priceOf('gpt-6-luna', { euProcessing: true }), prompt, 99_999)?.maxOutputTokens).toBe(2_000);
  });

  it.each(MODEL_NAMES)('never exceeds the budget with %s', (model) => {
    const price = priceOf(model, { euProcessing: true });
    for (let budget = 0; budget < 100_000; budget += 997)
      expect(fitCall(price, prompt, budget)?.costMicroEuro ?? 0).toBeLessThanOrEqual(budget);
  });

  it('makes no call when the money would not last for a whole narrative, or is overspent', () => {
    const price = priceOf('gpt-4o', { euProcessing: true });
    expect(fitCall(price, prompt, 11_000)).toBeUndefined();
    expect(fitCall(price, prompt, -1)).toBeUndefined();
  });
});
