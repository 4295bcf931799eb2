import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { ValuationContext } from '../context.ts';
import { findValuation } from '../data/valuation.ts';
import type { ValuationRow } from '../data/valuation.ts';
import { findResults, findVersions } from '../data/valuation-version.ts';
import type { ResultRow } from '../data/valuation-version.ts';
import { STEP_IDS } from '../model/types.ts';
import { createLiveProgress, progressAt } from './live-progress.ts';
import type { Progress } from './live-progress.ts';
import type { OwnedVersion } from './load-versions.ts';
import { parseUuid } from './parse-uuid.ts';
import { parseProgressNotice } from './progress-notices.ts';

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

async function findResult({ db }: ValuationContext, valuationId: string, number: number): Promise<ResultRow> {
  const [row] = await findResults(db.write, [{ valuationId, number }]);
  if (row === undefined) throw new Error(`version ${valuationId} ${number} has no result`);
  return row;
}

/**
 * Where a valuation stands, then every calculation of it: its steps as they end and the version. Ends when the context's
 * signal aborts. @throws AppError NOT_FOUND, also when the valuation changes hands.
 */
export async function* followProgress(context: ValuationContext, valuationId: string): AsyncGenerator<Progress> {
  const { id: ownerId } = requireAccount(context.identity);
  const id = parseUuid(valuationId);
  if (id === undefined) throw new AppError('NOT_FOUND');
  const findOwned = async (): Promise<ValuationRow> => {
    const valuation = await findValuation(context.db.write, id);
    if (valuation?.ownerId !== ownerId) throw new AppError('NOT_FOUND');
    return valuation;
  };
  const live = createLiveProgress();
  let lastSeen: number | undefined;

  for await (const text of context.notices.watch(id, context.signal)) {
    const notice = parseProgressNotice(text);
    if (notice) {
      const news = live.hear(notice);
      if (news?.done === 1) await findOwned();
      if (news) yield news;
      continue;
    }
    // No more than a hint to look: what was stored meanwhile is read, so no version can be missed or seen twice.
    const valuation = await findOwned();
    const { lastVersionNumber } = valuation;
    if (lastSeen === undefined) {
      const version = lastVersionNumber > 0 ? await findOwnedVersion(context, valuation, lastVersionNumber) : null;
      yield progressAt(version ? STEP_IDS.length : 0, { version });
    }
    for (let number = (lastSeen ?? lastVersionNumber) + 1; number <= lastVersionNumber; number++) {
      const { result } = await findResult(context, id, number);
      yield* live.catchUp(result);
      yield progressAt(STEP_IDS.length, { version: await findOwnedVersion(context, valuation, number) });
    }
    lastSeen = lastVersionNumber;
  }
}
