import { z } from 'zod';
import { databaseFailure } from '../../../lib/db-errors.ts';
import type { DatabaseNotices } from '../../../lib/db-notices.ts';
import { findAppError } from '../../../lib/graphql-errors.ts';
import { STEP_IDS } from '../model/types.ts';
import type { ValuationStep } from '../model/types.ts';

const stepNotice = z.object({
  /** The seed of the calculation, which its result will have too. */
  calculation: z.int(),
  number: z.int().min(0).lt(STEP_IDS.length),
  status: z.enum(['done', 'skipped', 'failed']),
});
const failureNotice = z.object({ calculation: z.int(), failure: z.string() });
const progressNotice = z.union([stepNotice, failureNotice]);

/** What processes tell one another of a calculation under way. No figures: any role of the database may listen. */
export type ProgressNotice = z.infer<typeof progressNotice>;

/** Undefined for what says no more than that there is something to look at. */
export function parseProgressNotice(text: string): ProgressNotice | undefined {
  try {
    return progressNotice.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export interface ProgressReport {
  step(step: ValuationStep): void;
  /** Says that there will be no version, if it said a step. */
  failed(error: unknown): void;
}

export function createProgressReport(
  notices: DatabaseNotices,
  { valuationId, calculation }: { readonly valuationId: string; readonly calculation: number },
): ProgressReport {
  const say = (notice: ProgressNotice) => notices.say(valuationId, JSON.stringify(notice));
  let hasBegun = false;
  return {
    step({ number, status }) {
      hasBegun = true;
      say({ calculation, number, status });
    },
    failed(error) {
      const known = findAppError(error) ?? databaseFailure(error);
      if (hasBegun) say({ calculation, failure: known?.code ?? 'INTERNAL_SERVER_ERROR' });
    },
  };
}
