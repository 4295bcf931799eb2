import type { Completion, LanguageModel } from '../clients/language-model.ts';
import type { AiContext } from '../context.ts';
import { insertAiCall, sumCallCosts } from '../data/ai-call.ts';
import { reserveQuota } from '../data/model-quota.ts';
import type { NarrativeKey } from '../data/narrative.ts';
import { findComplaint } from '../narrative/narrative-check.ts';
import type { NarrativeQualities } from '../narrative/narrative-facts.ts';
import { createNarrativePrompt, parseNarrativeAnswer, PROMPT_VERSION } from '../narrative/narrative-prompt.ts';
import type { Placeholder } from '../narrative/placeholders.ts';
import { callCostMicroEuro, fitCall } from '../pricing/call-cost.ts';
import type { CallCeiling } from '../pricing/call-cost.ts';

export interface ModelDraft {
  /** Checked, with placeholders for the figures. */
  readonly paragraphs: readonly string[];
  readonly model: string;
  readonly promptVersion: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroEuro: number;
}

/** Kept for the database and the templates, so that a caller of a slow model still gets an answer. */
const ANSWER_MARGIN_MS = 500;
/** In less no model writes a narrative, and the call would be paid in vain. */
const MIN_TIMEOUT_MS = 1_000;
/** The ledger is kept for two financial years and closing. */
const LEDGER_RETENTION_MS = 800 * 24 * 60 * 60 * 1000;

/**
 * Asks the language model for a draft, within the budget of the narrative and the quota of the model, and enters the
 * call in the ledger. `undefined` when there is no model, no room, or no draft that can be used; the log says why.
 */
export async function draftWithModel(
  { db, detachedDb, clock, limits, languageModel, logger, deadlineAtMs, signal }: AiContext,
  key: NarrativeKey,
  qualities: NarrativeQualities,
  values: ReadonlyMap<Placeholder, string>,
): Promise<ModelDraft | undefined> {
  if (languageModel === undefined) return undefined;
  const { name: model, price } = languageModel;
  const goWithout = (reason: string, details: object = {}): undefined => {
    logger.warn({ model, reason, ...details }, 'a narrative is written without the language model');
  };

  const leftMs = deadlineAtMs - Date.now() - ANSWER_MARGIN_MS;
  if (leftMs < MIN_TIMEOUT_MS) return goWithout('the caller does not wait long enough', { leftMs });
  const prompt = createNarrativePrompt(qualities, key.language, values);
  const spentMicroEuro = await sumCallCosts(db.write, key);
  const ceiling = fitCall(price, prompt.instructions + prompt.input, limits.budgetMicroEuro - spentMicroEuro);
  if (ceiling === undefined) return goWithout('the budget of this narrative is spent', { spentMicroEuro });
  const reserved = await reserveQuota(db.write, { model, tokens: ceiling.tokens, now: clock() }, limits.quota);
  if (!reserved) return goWithout('the quota of the model is used up');

  const startedAt = performance.now();
  const completion = await languageModel.complete(prompt, {
    maxOutputTokens: ceiling.maxOutputTokens,
    timeoutMs: Math.min(leftMs, languageModel.maxTimeoutMs),
    signal,
  });
  const durationMs = Math.round(performance.now() - startedAt);
  const paragraphs = completion.outcome === 'ANSWERED' ? parseNarrativeAnswer(completion.text) : undefined;
  const complaint = paragraphs ? findComplaint(paragraphs, values) : 'the form of the answer';
  const outcome = completion.outcome === 'ANSWERED' && complaint !== undefined ? 'REFUSED' : completion.outcome;

  const costMicroEuro = costOf(completion, languageModel, ceiling);
  const usage = typeof completion.usage === 'object' ? completion.usage : undefined;
  await insertAiCall(
    detachedDb,
    {
      narrative: key,
      createdAt: clock(),
      model,
      promptVersion: PROMPT_VERSION,
      usage,
      costMicroEuro,
      durationMs,
      outcome,
    },
    new Date(clock().getTime() - LEDGER_RETENTION_MS),
  );
  if (completion.outcome !== 'ANSWERED')
    return goWithout(completion.outcome, { status: completion.status, durationMs });
  if (paragraphs === undefined || complaint !== undefined) return goWithout(outcome, { complaint });
  return {
    paragraphs,
    model,
    promptVersion: PROMPT_VERSION,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    costMicroEuro,
  };
}

/** A call of which the provider told no usage counts with the most it can have cost, so that budgets hold. */
function costOf({ usage }: Completion, { price }: LanguageModel, ceiling: CallCeiling): number {
  if (usage === 'none') return 0;
  return usage === 'unknown' ? ceiling.costMicroEuro : callCostMicroEuro(price, usage);
}
