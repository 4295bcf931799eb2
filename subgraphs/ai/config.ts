import { z } from 'zod';
import { count, httpUrl, milliseconds, port, subgraphConfig } from '../../lib/config.ts';
import { MODEL_NAMES } from './pricing/price-table.ts';

/** The environment of the ai subgraph. */
export const aiConfig = subgraphConfig.extend({
  PORT: port.default(4004).describe('Port to listen on.'),
  VALUATION_URL: httpUrl
    .default('http://127.0.0.1:4003/graphql')
    .describe(
      'Where the valuation subgraph answers; it decides whose a valuation is and gives the facts to write about.',
    ),
  VALUATION_TIMEOUT_MS: milliseconds.default(1_500).describe('How long the valuation subgraph may take.'),
  OPENAI_API_KEY: z
    .string()
    .optional()
    .describe('Key of the OpenAI API. Without it narratives come from templates and say so.'),
  OPENAI_BASE_URL: httpUrl
    .default('https://api.openai.com/v1')
    .describe('The OpenAI API, or one that speaks the same protocol.'),
  OPENAI_MODEL: z
    .enum(MODEL_NAMES, { error: `must be one of ${MODEL_NAMES.join(', ')}` })
    .default('gpt-6-luna')
    .describe('The model that writes; only models in subgraphs/ai/pricing/price-table.ts can be held to a budget.'),
  OPENAI_EU_PROCESSING: z
    .stringbool({ error: 'must be true or false' })
    .default(true)
    .describe('Whether calls are billed with the 10 % surcharge for processing in the EU.'),
  OPENAI_TIMEOUT_MS: milliseconds
    .max(8_000, 'must be at most 8000: a caller waits 10 s for the whole mutation')
    .default(8_000)
    .describe('How long the model may take, a repeated attempt included, before the templates answer.'),
  AI_BUDGET_MICRO_EURO_PER_NARRATIVE: count
    .max(33_333, 'must be at most 33333, so that the three languages of a calculation stay below EUR 0.10')
    .default(30_000)
    .describe(
      'Most that the calls for one narrative may cost together, in millionths of a euro; a calculation has up to three.',
    ),
  AI_REQUESTS_PER_MINUTE: count.default(500).describe('Calls a minute to the model, over all processes.'),
  AI_TOKENS_PER_MINUTE: count.default(150_000).describe('Tokens a minute to and from the model, over all processes.'),
  AI_REQUESTS_PER_DAY: count.default(10_000).describe('Calls a day (UTC) to the model, over all processes.'),
});

export type AiConfig = z.infer<typeof aiConfig>;
