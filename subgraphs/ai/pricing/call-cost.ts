import type { ModelPrice } from './price-table.ts';

/** Tokens of one call as the provider bills them. */
export interface TokenUsage {
  /** All of the prompt, the cached part included. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  /** The answer and the reasoning before it. */
  readonly outputTokens: number;
}

/** The most a call can use and cost, known before it is made. */
export interface CallCeiling {
  /** What the provider is told to stop at. */
  readonly maxOutputTokens: number;
  /** Prompt and answer together. */
  readonly tokens: number;
  readonly costMicroEuro: number;
}

const TOKENS_PER_PRICE_UNIT = 1_000_000;
/** A longer answer than a narrative needs would only hold back quota. */
const MAX_OUTPUT_TOKENS = 2_000;
/** Below this an answer would be cut off and paid for in vain. */
const MIN_OUTPUT_TOKENS = 600;
/** What the provider wraps around a prompt: roles and the schema of the answer. */
const WRAPPING_TOKENS = 500;

/** Cost of a call in millionths of a euro, rounded up. */
export function callCostMicroEuro(price: ModelPrice, usage: TokenUsage): number {
  const freshInputTokens = usage.inputTokens - usage.cachedInputTokens;
  const cost =
    freshInputTokens * price.inputMicroEuro +
    usage.cachedInputTokens * price.cachedInputMicroEuro +
    usage.outputTokens * price.outputMicroEuro;
  return Math.ceil(cost / TOKENS_PER_PRICE_UNIT);
}

/**
 * Fits a call into a budget in millionths of a euro; `undefined` when the budget is too small for a whole narrative.
 * No token is shorter than a byte, so the bytes of the prompt bound its tokens from above.
 */
export function fitCall(price: ModelPrice, prompt: string, budgetMicroEuro: number): CallCeiling | undefined {
  const inputTokens = Buffer.byteLength(prompt) + WRAPPING_TOKENS;
  const leftForOutput = budgetMicroEuro * TOKENS_PER_PRICE_UNIT - inputTokens * price.inputMicroEuro;
  const maxOutputTokens = Math.min(MAX_OUTPUT_TOKENS, Math.floor(leftForOutput / price.outputMicroEuro));
  if (maxOutputTokens < MIN_OUTPUT_TOKENS) return undefined;
  const usage = { inputTokens, cachedInputTokens: 0, outputTokens: maxOutputTokens };
  return {
    maxOutputTokens,
    tokens: inputTokens + maxOutputTokens,
    costMicroEuro: callCostMicroEuro(price, usage),
  };
}
