/** USD prices per million tokens, in millionths of a dollar so that the arithmetic stays in whole numbers. */
interface UsdPrice {
  readonly inputMicroUsd: number;
  readonly cachedInputMicroUsd: number;
  readonly outputMicroUsd: number;
}

/** What a million tokens cost, in millionths of a euro, rounded up. Reasoning tokens are output tokens. */
export interface ModelPrice {
  readonly inputMicroEuro: number;
  readonly cachedInputMicroEuro: number;
  readonly outputMicroEuro: number;
}

/** List prices as known on 2026-11-23. gpt-4o and gpt-4o-mini end on 2027-01-14. */
const USD_PRICES = {
  'gpt-6-luna': { inputMicroUsd: 100_000, cachedInputMicroUsd: 10_000, outputMicroUsd: 500_000 },
  'gpt-6.1-terra': { inputMicroUsd: 1_000_000, cachedInputMicroUsd: 50_000, outputMicroUsd: 5_000_000 },
  'gpt-4o-mini': { inputMicroUsd: 150_000, cachedInputMicroUsd: 75_000, outputMicroUsd: 600_000 },
  'gpt-4o': { inputMicroUsd: 2_500_000, cachedInputMicroUsd: 1_250_000, outputMicroUsd: 10_000_000 },
} as const satisfies Record<string, UsdPrice>;

/**
 * USD 1.08 buys a euro: a planning rate set on 2026-11-23, not a quotation. It is chosen low, so that costs in euro are
 * rather over- than understated.
 */
const US_CENTS_PER_EURO = 108;
const LIST_PRICE_PERCENT = 100;
/** Processing in the EU costs 10 % more. */
const EU_PRICE_PERCENT = 110;

export type ModelName = keyof typeof USD_PRICES;

export const MODEL_NAMES = Object.keys(USD_PRICES) as [ModelName, ...ModelName[]];

/** The price of a model, with the surcharge for processing in the EU or without. */
export function priceOf(model: ModelName, { euProcessing }: { euProcessing: boolean }): ModelPrice {
  const percent = euProcessing ? EU_PRICE_PERCENT : LIST_PRICE_PERCENT;
  const inEuro = (microUsd: number): number => Math.ceil((microUsd * percent) / US_CENTS_PER_EURO);
  const { inputMicroUsd, cachedInputMicroUsd, outputMicroUsd } = USD_PRICES[model];
  return {
    inputMicroEuro: inEuro(inputMicroUsd),
    cachedInputMicroEuro: inEuro(cachedInputMicroUsd),
    outputMicroEuro: inEuro(outputMicroUsd),
  };
}
