import { randomInt } from 'node:crypto';
import { setImmediate as otherWork } from 'node:timers/promises';
import { inTransaction, runOnce } from '../../../lib/db-idempotency.ts';
import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { ValuationContext } from '../context.ts';
import type { ValuationSchema } from '../data/tables.ts';
import { findValuation, updateVersionNumber } from '../data/valuation.ts';
import type { OwnedValuationKey, ValuationRow } from '../data/valuation.ts';
import { findVersions, insertVersion } from '../data/valuation-version.ts';
import type { ResultRow, VersionKey, VersionRow } from '../data/valuation-version.ts';
import type { CalculateValuationInput, ValuationDraftInput } from '../generated/graphql.ts';
import { versionKey } from '../loaders.ts';
import { calculateInSteps } from '../model/calculate-valuation.ts';
import { CURRENT_RULE_SET } from '../model/rule-set.ts';
import type { ValuationResult } from '../model/types.ts';
import { badDraft, checkDraft } from './check-draft.ts';
import type { OwnedVersion } from './load-versions.ts';
import { parseUuid } from './parse-uuid.ts';
import { createProgressReport } from './progress-notices.ts';
import type { ProgressReport } from './progress-notices.ts';
import { refusedUpdate } from './refused-update.ts';
import { requireStoredValuation } from './require-stored-valuation.ts';
import { simulatedRange } from './value-range.ts';

type Db = ValuationContext['db']['write'];

const LARGEST_SEED = 2 ** 31 - 1;

interface Calculation {
  /** ISO date. */
  readonly asOf: string;
  readonly seed: number;
  readonly report: ProgressReport;
}

/** Lets other work of the process go on between the steps, such as telling of the last. */
async function calculate(draft: ValuationDraftInput, { asOf, seed, report }: Calculation): Promise<ValuationResult> {
  const { input, problems, missing } = checkDraft(draft, asOf);
  if (input === undefined) throw badDraft([...problems, ...missing], 'draft');
  const steps = calculateInSteps(input, { ruleSet: CURRENT_RULE_SET, asOf, seed });
  let next = steps.next();
  while (!next.done) {
    report.step(next.value);
    await otherWork();
    next = steps.next();
  }
  return next.value;
}

interface Calculated {
  readonly valuation: ValuationRow;
  readonly version: VersionRow;
  /** Of a calculation that was made now. */
  readonly result?: ResultRow;
}

async function calculateAndStore(db: Db, key: OwnedValuationKey, calculation: Calculation): Promise<Calculated> {
  const { draft } = await requireStoredValuation(db, key);
  const result = await calculate(draft, calculation);
  const stored = await inTransaction(db, async (transaction) => {
    const valuation = await updateVersionNumber(transaction, key);
    if (valuation === undefined) return undefined;
    const summary = {
      valuationId: key.id,
      number: valuation.lastVersionNumber,
      asOf: result.asOf,
      equityValue: simulatedRange(result.equityValue, result.range.equityValue),
      confidenceScore: result.confidence.score,
    };
    const version = await insertVersion(transaction, summary, { draft, result });
    return { valuation, version, result: { ...version, draft, result } };
  });
  if (stored === undefined) throw refusedUpdate(await findValuation(db, key.id), key);
  return stored;
}

async function recallCalculation(db: Db, owned: OwnedValuationKey, versionKey: VersionKey): Promise<Calculated> {
  const valuation = await requireStoredValuation(db, owned);
  const [version] = await findVersions(db, [versionKey]);
  if (version === undefined) throw new AppError('NOT_FOUND');
  return { valuation, version };
}

/**
 * Calculates the saved draft and stores the outcome as the next version. The draft stays as it is.
 * @throws AppError BAD_USER_INPUT naming what the draft lacks, NOT_FOUND, PRECONDITION_FAILED when it has moved on,
 * CONFLICT for another input under a known key.
 */
export async function calculateValuation(
  { identity, db, loaders, notices, today }: ValuationContext,
  input: CalculateValuationInput,
): Promise<{ version: OwnedVersion; valuation: ValuationRow }> {
  const { id: ownerId } = requireAccount(identity);
  const id = parseUuid(input.valuationId);
  if (id === undefined) throw new AppError('NOT_FOUND');
  const { expectedRevision } = input;
  const owned = { id, ownerId };
  // Chosen here, so that a transaction that is tried again repeats its calculation.
  const seed = randomInt(LARGEST_SEED);
  const report = createProgressReport(notices, { valuationId: id, calculation: seed });
  const calculation = { asOf: today, seed, report };

  const { valuation, version, result } = await runOnce<ValuationSchema, Calculated, VersionKey>(
    db.write,
    { identity, key: input.idempotencyKey, mutation: 'calculateValuation', input },
    {
      apply: (write) => calculateAndStore(write, { ...owned, expectedRevision }, calculation),
      referenceTo: ({ version: { valuationId, number } }) => ({ valuationId, number }),
      recall: (write, reference) => recallCalculation(write, owned, reference),
    },
  ).catch((error: unknown) => {
    report.failed(error);
    throw error;
  });
  // A replica may not have them yet.
  loaders.version.prime(versionKey(version), version);
  if (result) loaders.result.prime(versionKey(version), result);
  return { version: { ...version, ownerId }, valuation };
}
