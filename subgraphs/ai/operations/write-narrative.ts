import { setTimeout as sleep } from 'node:timers/promises';
import { findFirstReference, runOnce } from '../../../lib/db-idempotency.ts';
import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { AiContext } from '../context.ts';
import { claimNarrative, releaseClaim } from '../data/narrative-claim.ts';
import { findNarrative, saveNarrative } from '../data/narrative.ts';
import type { Narrative, NarrativeKey, NewNarrative, VersionKey } from '../data/narrative.ts';
import type { AiTables } from '../data/tables.ts';
import type { WriteNarrativeInput } from '../generated/graphql.ts';
import type { NarrativeFacts } from '../narrative/narrative-facts.ts';
import { TEMPLATES_VERSION, writeOfflineParagraphs } from '../narrative/offline-narrative.ts';
import { fillPlaceholders, formatFigures } from '../narrative/placeholders.ts';
import { draftWithModel } from './draft-with-model.ts';

/** For so long a text from templates is kept before the model is tried again, so that an outage is not hammered. */
const RETRY_MODEL_AFTER_MS = 60_000;
/** How much longer than the model may take a claim lasts, for the database statements around the call. */
const CLAIM_MARGIN_MS = 5_000;
const CLAIM_POLL_MS = 200;

/**
 * Returns the narrative of a calculation in a language, writing it if it is not there. That alone makes it safe to
 * repeat; an idempotency key fixes the calculation besides.
 * @throws AppError UNAUTHENTICATED without an account, NOT_FOUND when the caller has no such calculation, CONFLICT for
 * another input under a known key.
 */
export async function writeNarrative(context: AiContext, input: WriteNarrativeInput): Promise<Narrative> {
  const { db, identity, requestId, consistencyToken, signal, valuation } = context;
  const { valuationId, language = 'EN' } = input;
  requireAccount(identity);
  const request = { identity, key: input.idempotencyKey, mutation: 'writeNarrative', input };
  const first = await findFirstReference<AiTables, VersionKey>(db.write, request);
  const number = first?.versionNumber ?? input.versionNumber ?? undefined;
  const caller = { identity, requestId, consistencyToken, signal };
  const { versionNumber, facts } = await valuation.findVersion(valuationId, number, caller);
  const narrative = await ensureNarrative(context, { valuationId, versionNumber, language }, facts);
  if (first) return narrative;
  return runOnce<AiTables, Narrative, VersionKey>(db.write, request, {
    apply: async () => narrative,
    referenceTo: () => ({ valuationId, versionNumber }),
    recall: (write, version) => requireNarrative(write, { ...version, language }),
  });
}

async function requireNarrative(db: AiContext['db']['write'], key: NarrativeKey): Promise<Narrative> {
  const narrative = await findNarrative(db, key);
  if (!narrative) throw new AppError('NOT_FOUND');
  return narrative;
}

/** Of all that ask for the same narrative, in any process, one writes and the others wait for its text. */
async function ensureNarrative(context: AiContext, key: NarrativeKey, facts: NarrativeFacts): Promise<Narrative> {
  const { db, detachedDb, clock, signal } = context;
  const findSettled = async (): Promise<Narrative | undefined> => {
    const narrative = await findNarrative(db.write, key);
    return narrative && isSettled(context, narrative) ? narrative : undefined;
  };
  for (;;) {
    const settled = await findSettled();
    if (settled) return settled;
    const now = clock();
    const claimId = await claimNarrative(db.write, key, { now, expiresAt: claimExpiry(context, now) });
    if (claimId === undefined) {
      await sleep(CLAIM_POLL_MS, undefined, { signal }).catch(() => requireTime(signal));
      continue;
    }
    try {
      // Between the look and the claim another may have written it.
      const written = (await findSettled()) ?? (await saveNarrative(db.write, await compose(context, key, facts)));
      if (written) return written;
    } finally {
      await releaseClaim(detachedDb, key, claimId);
    }
  }
}

/** A model's text is final; one from templates is until the model may be tried again. */
function isSettled({ languageModel, clock }: AiContext, { source, createdAt }: Narrative): boolean {
  if (source === 'LANGUAGE_MODEL' || languageModel === undefined) return true;
  return clock().getTime() - createdAt.getTime() < RETRY_MODEL_AFTER_MS;
}

function claimExpiry({ languageModel }: AiContext, now: Date): Date {
  return new Date(now.getTime() + (languageModel?.maxTimeoutMs ?? 0) + CLAIM_MARGIN_MS);
}

/** @throws AppError UPSTREAM_TIMEOUT when nobody waits for the answer any more. */
function requireTime(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('UPSTREAM_TIMEOUT', undefined, { cause: signal.reason });
}

/** Writes the text, with the model if there is one and its draft can be used, else from templates. */
async function compose(context: AiContext, key: NarrativeKey, facts: NarrativeFacts): Promise<NewNarrative> {
  const values = formatFigures(facts.figures, key.language);
  const draft = await draftWithModel(context, key, facts.qualities, values);
  requireTime(context.signal);
  const createdAt = context.clock();
  const ownerId = context.identity.id;
  if (draft) {
    const { paragraphs, ...origin } = draft;
    return {
      ...key,
      ownerId,
      ...origin,
      source: 'LANGUAGE_MODEL',
      text: fillPlaceholders(paragraphs, values),
      createdAt,
    };
  }
  return {
    ...key,
    ownerId,
    text: fillPlaceholders(writeOfflineParagraphs(facts, key.language), values),
    source: 'OFFLINE_TEMPLATE',
    model: TEMPLATES_VERSION,
    promptVersion: TEMPLATES_VERSION,
    inputTokens: 0,
    outputTokens: 0,
    costMicroEuro: 0,
    createdAt,
  };
}
