import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { narrativeAnswer } from '../narrative/narrative-prompt.ts';
import { priceOf } from '../pricing/price-table.ts';
import type { ModelName } from '../pricing/price-table.ts';
import type { Completion, LanguageModel, Usage } from './language-model.ts';

export interface OpenAiModelOptions {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly model: ModelName;
  readonly euProcessing: boolean;
  /** For both attempts together. */
  readonly maxTimeoutMs: number;
}

const usageSchema = z.object({
  input_tokens: z.int().nonnegative(),
  input_tokens_details: z.object({ cached_tokens: z.int().nonnegative() }).optional(),
  output_tokens: z.int().nonnegative(),
});

/** An answer that was billed in an unreadable way must not count as free. */
function readUsage(usage: unknown): Usage {
  const { data } = usageSchema.safeParse(usage);
  if (data === undefined) return 'unknown';
  return {
    inputTokens: data.input_tokens,
    cachedInputTokens: Math.min(data.input_tokens_details?.cached_tokens ?? 0, data.input_tokens),
    outputTokens: data.output_tokens,
  };
}

function failureOf(error: unknown, signal: AbortSignal, deadline: AbortSignal): Completion {
  if (signal.aborted) return { outcome: 'CANCELLED', usage: 'unknown' };
  if (deadline.aborted || error instanceof APIConnectionTimeoutError) return { outcome: 'TIMEOUT', usage: 'unknown' };
  if (error instanceof APIConnectionError) return { outcome: 'FAILED', usage: 'none' };
  if (error instanceof APIError && typeof error.status === 'number')
    return { outcome: error.status === 429 ? 'RATE_LIMITED' : 'FAILED', usage: 'none', status: error.status };
  return { outcome: 'FAILED', usage: 'unknown' };
}

/** A failure of the moment that cost nothing. After 429 a repeat would only add to the load. */
function isWorthRepeating(completion: Completion): boolean {
  return completion.outcome === 'FAILED' && completion.usage === 'none' && (completion.status ?? 500) >= 500;
}

/** A model of OpenAI behind the Responses API. What was asked is not kept there (`store: false`). */
export function createOpenAiModel(options: OpenAiModelOptions): LanguageModel {
  const { apiKey, baseUrl, model, euProcessing, maxTimeoutMs } = options;
  // The SDK would wait out Retry-After for up to a minute and logs on its own: both are done here instead.
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl,
    organization: null,
    project: null,
    timeout: maxTimeoutMs,
    maxRetries: 0,
    logLevel: 'off',
  });
  const format = zodTextFormat(narrativeAnswer, 'narrative');

  const attempt: (...args: [...Parameters<LanguageModel['complete']>, AbortSignal]) => Promise<Completion> = async (
    { instructions, input },
    { maxOutputTokens, signal },
    deadline,
  ) => {
    try {
      const response = await client.responses.create(
        { model, instructions, input, max_output_tokens: maxOutputTokens, store: false, text: { format } },
        { signal: AbortSignal.any([signal, deadline]) },
      );
      const usage = readUsage(response.usage);
      if (response.status !== 'completed') return { outcome: 'INCOMPLETE', usage };
      return { outcome: 'ANSWERED', text: response.output_text, usage };
    } catch (error) {
      return failureOf(error, signal, deadline);
    }
  };

  return {
    name: model,
    price: priceOf(model, { euProcessing }),
    maxTimeoutMs,
    async complete(prompt, completeOptions) {
      const deadline = AbortSignal.timeout(completeOptions.timeoutMs);
      const first = await attempt(prompt, completeOptions, deadline);
      return isWorthRepeating(first) ? attempt(prompt, completeOptions, deadline) : first;
    },
  };
}
