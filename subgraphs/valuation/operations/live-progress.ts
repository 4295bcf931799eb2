import { STEP_IDS, STEP_TITLES } from '../model/types.ts';
import type { ValuationResult, ValuationStep } from '../model/types.ts';
import type { OwnedVersion } from './load-versions.ts';
import type { ProgressNotice } from './progress-notices.ts';

export type EndedStep = Pick<ValuationStep, 'number' | 'id' | 'title' | 'status'>;

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly step: EndedStep | null;
  readonly version: OwnedVersion | null;
  /** Code of the error that ended the calculation. */
  readonly failure: string | null;
}

export interface LiveProgress {
  /** What a notice has to tell; undefined for one that is late, or of a calculation beside the one that is told. */
  hear(notice: ProgressNotice): Progress | undefined;
  /** The steps of a stored calculation that were not told yet. */
  catchUp(result: Pick<ValuationResult, 'seed' | 'steps'>): Progress[];
}

/** No operation runs longer, so a calculation that is silent for so long is of a process that is gone. */
const SILENT_AFTER_MS = 10_000;

export function progressAt(done: number, news: Partial<Progress> = {}): Progress {
  return { done, total: STEP_IDS.length, step: null, version: null, failure: null, ...news };
}

function stepDone({ number, status }: Pick<ValuationStep, 'number' | 'status'>): Progress {
  const id = STEP_IDS[number] as ValuationStep['id'];
  return progressAt(number + 1, { step: { number, id, title: STEP_TITLES[id], status } });
}

/** Tells one calculation at a time, each step of it once and in order, whether it is heard of or found stored. */
export function createLiveProgress(now: () => number = Date.now): LiveProgress {
  let current: { readonly calculation: number; done: number; heardAtMs: number } | undefined;
  const stored = new Set<number>();

  return {
    hear(notice) {
      const { calculation } = notice;
      const isFree = current === undefined || now() - current.heardAtMs > SILENT_AFTER_MS;
      if ('number' in notice && notice.number === 0 && isFree && !stored.has(calculation))
        current = { calculation, done: 0, heardAtMs: now() };
      if (current?.calculation !== calculation) return undefined;
      if ('failure' in notice) {
        const failed = progressAt(current.done, { failure: notice.failure });
        current = undefined;
        return failed;
      }
      if (notice.number !== current.done) return undefined;
      current.done++;
      current.heardAtMs = now();
      return stepDone(notice);
    },
    catchUp({ seed, steps }) {
      const isCurrent = current?.calculation === seed;
      const untold = steps.slice(isCurrent ? current?.done : 0);
      if (isCurrent) current = undefined;
      stored.add(seed);
      return untold.map(stepDone);
    },
  };
}
