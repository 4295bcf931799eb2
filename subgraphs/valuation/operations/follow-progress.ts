import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { ValuationContext } from '../context.ts';
import { findValuation } from '../data/valuation.ts';
import type { ValuationRow } from '../data/valuation.ts';
import { findResults, findVersions } from '../data/valuation-version.ts';
import { STEP_IDS } from '../model/types.ts';
import type { ValuationStep } from '../model/types.ts';
import type { OwnedVersion } from './load-versions.ts';
import { parseUuid } from './parse-uuid.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly step: ValuationStep | null;
  readonly version: OwnedVersion | null;
}

const TOTAL = STEP_IDS.length;

/** Through the primary: what a notice speaks of may not have reached a replica. */
async function findOwnedVersion(
  { db }: ValuationContext,
  valuation: ValuationRow,
  number: number,
): Promise<OwnedVersion> {
  const [version] = await findVersions(db.write, [{ valuationId: valuation.id, number }]);
  if (version === undefined) throw new Error(`version ${valuation.id} ${number} is missing`);
  return { ...version, ownerId: valuation.ownerId };
}

async function* stepsOf({ db }: ValuationContext, valuationId: string, number: number): AsyncGenerator<Progress> {
  const [row] = await findResults(db.write, [{ valuationId, number }]);
  for (const [index, step] of (row?.result.steps ?? []).entries())
    yield { done: index + 1, total: TOTAL, step, version: null };
}

/**
 * Where a valuation stands, then every calculation of it: its steps in order and the version. Ends when the context's
 * signal aborts. @throws AppError NOT_FOUND, also when the valuation changes hands.
 */
export async function* followProgress(context: ValuationContext, valuationId: string): AsyncGenerator<Progress> {
  const { id: ownerId } = requireAccount(context.identity);
  const id = parseUuid(valuationId);
  if (id === undefined) throw new AppError('NOT_FOUND');
  let lastSeen: number | undefined;

  // A notice is no more than a hint to look: what was stored meanwhile is read, so none can be missed or seen twice.
  for await (const calculated of context.calculations.watch(id, context.signal)) {
    const valuation = await findValuation(context.db.write, calculated);
    if (valuation?.ownerId !== ownerId) throw new AppError('NOT_FOUND');
    const { lastVersionNumber } = valuation;
    if (lastSeen === undefined) {
      const version = lastVersionNumber > 0 ? await findOwnedVersion(context, valuation, lastVersionNumber) : null;
      yield { done: version ? TOTAL : 0, total: TOTAL, step: null, version };
    }
    for (let number = (lastSeen ?? lastVersionNumber) + 1; number <= lastVersionNumber; number++) {
      yield* stepsOf(context, id, number);
      const version = await findOwnedVersion(context, valuation, number);
      yield { done: TOTAL, total: TOTAL, step: null, version };
    }
    lastSeen = lastVersionNumber;
  }
}
