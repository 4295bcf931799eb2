import { describe, expect, test } from 'vitest';
import { calculateValuation } from '../model/calculate-valuation.ts';
import { SAMPLE_CONTEXT, sampleInput } from '../model/sample-draft.ts';
import { createLiveProgress } from './live-progress.ts';

const resultOf = (seed: number) => calculateValuation(sampleInput(), { ...SAMPLE_CONTEXT, seed });
const step = (calculation: number, number: number) => ({ calculation, number, status: 'done' as const });

describe('the progress of a calculation', () => {
  test('is told once, though its steps are heard of and then stand in the version', () => {
    const live = createLiveProgress();
    const heard = [0, 1, 2].map((number) => live.hear(step(1, number)));
    const rest = live.catchUp(resultOf(1));
    expect([...heard, ...rest].map((progress) => progress?.done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('has no gap when a notice was lost: what follows comes with the version', () => {
    const live = createLiveProgress();
    live.hear(step(1, 0));
    expect(live.hear(step(1, 2))).toBeUndefined();
    expect(live.catchUp(resultOf(1)).map(({ done }) => done)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('is not told again when the notices come after the version', () => {
    const live = createLiveProgress();
    expect(live.catchUp(resultOf(1))).toHaveLength(12);
    expect(live.hear(step(1, 0))).toBeUndefined();
  });

  test('is not mixed with that of another calculation at the same time, which comes with its version', () => {
    const live = createLiveProgress();
    live.hear(step(1, 0));
    expect(live.hear(step(2, 0))).toBeUndefined();
    expect(live.hear(step(1, 1))).toMatchObject({ done: 2 });
    expect(live.catchUp(resultOf(2))).toHaveLength(12);
    expect(live.hear(step(1, 2))).toMatchObject({ done: 3 });
  });

  test('ends with the failure, and the next calculation begins anew', () => {
    const live = createLiveProgress();
    live.hear(step(1, 0));
    expect(live.hear({ calculation: 1, failure: 'UPSTREAM_TIMEOUT' })).toMatchObject({
      done: 1,
      failure: 'UPSTREAM_TIMEOUT',
    });
    expect(live.hear(step(2, 0))).toMatchObject({ done: 1 });
  });

  test('of a process that died gives way to the next after 10 s', () => {
    let nowMs = 0;
    const live = createLiveProgress(() => nowMs);
    live.hear(step(1, 0));
    nowMs = 10_000;
    expect(live.hear(step(2, 0))).toBeUndefined();
    nowMs = 10_001;
    expect(live.hear(step(3, 0))).toMatchObject({ done: 1 });
  });
});
