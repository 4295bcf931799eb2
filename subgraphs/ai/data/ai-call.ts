import type { Kysely } from 'kysely';
import type { TokenUsage } from '../pricing/call-cost.ts';
import type { NarrativeKey } from './narrative.ts';
import type { AiTables } from './tables.ts';

/** A call to a language model. Prompts, answers and keys are never part of it. */
export interface AiCall {
  readonly narrative: NarrativeKey;
  readonly createdAt: Date;
  readonly model: string;
  readonly promptVersion: string;
  /** `undefined` when the provider told no usage. */
  readonly usage: TokenUsage | undefined;
  readonly costMicroEuro: number;
  readonly durationMs: number;
  readonly outcome: string;
}

/** Each new row takes along this many old ones, so the ledger stays within its retention without a job. */
const EXPIRED_ROWS_PER_INSERT = 10;

/** Adds a call to the ledger and removes a few rows that are older than `expiredBefore`. */
export async function insertAiCall(
  db: Kysely<AiTables>,
  { narrative, usage, ...call }: AiCall,
  expiredBefore: Date,
): Promise<void> {
  await db
    .with('expired', (cte) =>
      cte
        .deleteFrom('ai_calls')
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('ai_calls')
            .select('id')
            .where('created_at', '<', expiredBefore)
            .orderBy('created_at')
            .limit(EXPIRED_ROWS_PER_INSERT),
        ),
    )
    .insertInto('ai_calls')
    .values({
      created_at: call.createdAt,
      valuation_id: narrative.valuationId,
      version_number: narrative.versionNumber,
      language: narrative.language,
      model: call.model,
      prompt_version: call.promptVersion,
      input_tokens: usage?.inputTokens ?? null,
      cached_input_tokens: usage?.cachedInputTokens ?? null,
      output_tokens: usage?.outputTokens ?? null,
      cost_micro_euro: call.costMicroEuro,
      duration_ms: call.durationMs,
      outcome: call.outcome,
    })
    .execute();
}

/** What all calls for a narrative have cost so far, in millionths of a euro. */
export async function sumCallCosts(db: Kysely<AiTables>, key: NarrativeKey): Promise<number> {
  const { cost } = await db
    .selectFrom('ai_calls')
    .select(({ fn }) => fn.sum<number | null>('cost_micro_euro').as('cost'))
    .where('valuation_id', '=', key.valuationId)
    .where('version_number', '=', key.versionNumber)
    .where('language', '=', key.language)
    .executeTakeFirstOrThrow();
  return cost ?? 0;
}
