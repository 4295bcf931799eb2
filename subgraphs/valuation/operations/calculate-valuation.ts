import { randomInt } from 'node:crypto';
import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { ValuationContext } from '../context.ts';
import { findValuation, updateVersionNumber } from '../data/valuation.ts';
import type { ValuationRow } from '../data/valuation.ts';
import { insertVersion } from '../data/valuation-version.ts';
import type { CalculateValuationInput, ValuationDraftInput } from '../generated/graphql.ts';
import { versionKey } from '../loaders.ts';
import { calculateValuation as runEngine } from '../model/calculate-valuation.ts';
import { CURRENT_RULE_SET } from '../model/rule-set.ts';
import type { ValuationResult } from '../model/types.ts';
import { badDraft, checkDraft } from './check-draft.ts';
import type { OwnedVersion } from './load-versions.ts';
import { parseUuid } from './parse-uuid.ts';
import { refusedUpdate } from './refused-update.ts';
import { simulatedRange } from './value-range.ts';

const LARGEST_SEED = 2 ** 31 - 1;

function calculate(draft: ValuationDraftInput, today: string): ValuationResult {
  const { input, problems, missing } = checkDraft(draft, today);
  if (input === undefined) throw badDraft([...problems, ...missing], 'draft');
  return runEngine(input, { ruleSet: CURRENT_RULE_SET, asOf: today, seed: randomInt(LARGEST_SEED) });
}

/**
 * Calculates the saved draft and stores the outcome as the next version. The draft stays as it is.
 * @throws AppError BAD_USER_INPUT naming what the draft lacks, NOT_FOUND, PRECONDITION_FAILED when it has moved on.
 */
export async function calculateValuation(
  context: ValuationContext,
  { valuationId, expectedRevision }: CalculateValuationInput,
): Promise<{ version: OwnedVersion; valuation: ValuationRow }> {
  const { id: ownerId } = requireAccount(context.identity);
  const id = parseUuid(valuationId);
  if (id === undefined) throw new AppError('NOT_FOUND');
  const key = { id, ownerId, expectedRevision };
  const { write } = context.db;

  const saved = await findValuation(write, id);
  const isCurrent = saved?.ownerId === ownerId && (expectedRevision ?? saved.revision) === saved.revision;
  if (!isCurrent) throw refusedUpdate(saved, key);
  const { draft } = saved;
  const result = calculate(draft, context.today);

  const stored = await write.transaction().execute(async (transaction) => {
    const valuation = await updateVersionNumber(transaction, key);
    if (valuation === undefined) return undefined;
    const summary = {
      valuationId: id,
      number: valuation.lastVersionNumber,
      asOf: result.asOf,
      equityValue: simulatedRange(result.equityValue, result.range.equityValue),
      confidenceScore: result.confidence.score,
    };
    return { valuation, version: await insertVersion(transaction, summary, { draft, result }) };
  });
  if (stored === undefined) throw refusedUpdate(await findValuation(write, id), key);

  const { valuation, version } = stored;
  // A replica may not have them yet.
  context.loaders.version.prime(versionKey(version), version);
  context.loaders.result.prime(versionKey(version), { ...version, draft, result });
  return { version: { ...version, ownerId }, valuation };
}
