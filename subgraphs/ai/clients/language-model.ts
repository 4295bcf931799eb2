import type { TokenUsage } from '../pricing/call-cost.ts';
import type { NarrativePrompt } from '../narrative/narrative-prompt.ts';
import type { ModelPrice } from '../pricing/price-table.ts';

/** A language model that can write narratives. */
export interface LanguageModel {
  readonly name: string;
  readonly price: ModelPrice;
  /** The longest that `complete` may be given. */
  readonly maxTimeoutMs: number;
  /** Asks once; every failure is an outcome, so this never rejects. */
  complete(prompt: NarrativePrompt, options: CompletionOptions): Promise<Completion>;
}

export interface CompletionOptions {
  readonly maxOutputTokens: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type Completion = { readonly usage: Usage } & (
  | { readonly outcome: 'ANSWERED'; readonly text: string }
  | {
      readonly outcome: 'INCOMPLETE' | 'TIMEOUT' | 'CANCELLED' | 'RATE_LIMITED' | 'FAILED';
      /** HTTP status of the refusal, for the operator. */
      readonly status?: number;
    }
);

/** `none` when nothing is billed, `unknown` when something may be. */
export type Usage = TokenUsage | 'none' | 'unknown';
