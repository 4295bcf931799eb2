import { setImmediate as tick } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { EVERY_ANSWER } from '../surrogate-keys.ts';
import { CdnRefusal } from './cdn-api.ts';
import { BATCH_WINDOW_MS, createPurgeQueue, LONGEST_WAIT_MS, MOST_PENDING_KEYS } from './purge-queue.ts';

const REPEAT_AFTER_MS = 12_000;

/** A queue over a CDN of the test's own, with a clock that moves when it is told to. */
function startQueue({ mostKeys = 100, mostKeysBytes = 10_000 } = {}) {
  const calls: string[][] = [];
  let answer: (signal: AbortSignal) => Promise<void> = async () => undefined;
  const sleeping = new Set<{ atMs: number; wake: () => void }>();
  let nowMs = 0;
  const queue = createPurgeQueue({
    api: {
      name: 'test',
      mostKeys,
      mostKeysBytes,
      purge: (keys, signal) => {
        calls.push([...keys]);
        return answer(signal);
      },
    },
    repeatAfterMs: REPEAT_AFTER_MS,
    logger: pino({ level: 'silent' }),
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error);
        const entry = { atMs: nowMs + ms, wake: resolve };
        sleeping.add(entry);
        signal.addEventListener('abort', () => {
          sleeping.delete(entry);
          reject(signal.reason as Error);
        });
      }),
  });
  const hanging = (signal: AbortSignal): Promise<void> =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  return {
    queue,
    calls,
    hanging,
    answer: (next: typeof answer) => void (answer = next),
    /** Lets time pass, in order of what waits for it. */
    pass: async (ms: number): Promise<void> => {
      const endMs = nowMs + ms;
      for (;;) {
        await tick();
        const [next] = [...sleeping].sort((a, b) => a.atMs - b.atMs);
        if (!next || next.atMs > endMs) break;
        nowMs = next.atMs;
        sleeping.delete(next);
        next.wake();
      }
      nowMs = endMs;
    },
  };
}

describe('purges', () => {
  it('that come at the same time go out in one call, each key once', async () => {
    const { queue, calls, pass } = startQueue();
    const done = Promise.all([queue.purge(['a', 'b']), queue.purge(['b', 'c'])]);
    await pass(BATCH_WINDOW_MS);
    await done;
    expect(calls).toEqual([['a', 'b', 'c']]);
  });

  it('are divided into calls that the CDN takes, by keys and by bytes', async () => {
    const few = startQueue({ mostKeys: 2 });
    const short = startQueue({ mostKeysBytes: 8 });
    for (const { queue, pass } of [few, short]) {
      const done = queue.purge(['aaa', 'bbb', 'ccc']);
      await pass(BATCH_WINDOW_MS);
      await done;
    }
    expect(few.calls).toEqual([['aaa', 'bbb'], ['ccc']]);
    expect(short.calls).toEqual([['aaa', 'bbb'], ['ccc']]);
  });

  it('let a mutation go on after 50 ms when the CDN hangs, and go on behind it', async () => {
    const { queue, calls, answer, hanging, pass } = startQueue();
    answer(hanging);
    let hasGoneOn = false;
    const done = queue.purge(['a']).then(() => (hasGoneOn = true));
    await pass(LONGEST_WAIT_MS - 1);
    expect([hasGoneOn, calls.length]).toEqual([false, 1]);
    await pass(1);
    await done;
  });

  it('let a mutation wait until the CDN has answered, when it does in time', async () => {
    const { queue, answer, pass } = startQueue();
    let release = (): void => undefined;
    answer(() => new Promise((resolve) => (release = resolve)));
    let hasGoneOn = false;
    const done = queue.purge(['a']).then(() => (hasGoneOn = true));
    await pass(LONGEST_WAIT_MS - 1);
    expect(hasGoneOn).toBe(false);
    release();
    await done;
  });

  it('are tried again, later each time, until the CDN takes them, with what came meanwhile', async () => {
    const { queue, calls, answer, pass } = startQueue();
    answer(() => Promise.reject(new TypeError('fetch failed')));
    void queue.purge(['a']);
    await pass(BATCH_WINDOW_MS + 200 + 400);
    expect(calls).toEqual([['a'], ['a'], ['a']]);
    void queue.purge(['b']);
    answer(async () => undefined);
    await pass(800);
    expect(calls.slice(3)).toEqual([['b', 'a'].sort()]);
  });

  it('wait as long as the CDN asks for', async () => {
    const { queue, calls, answer, pass } = startQueue();
    answer(() => Promise.reject(new CdnRefusal('429', { retryAfterMs: 7_000 })));
    void queue.purge(['a']);
    await pass(BATCH_WINDOW_MS + 6_999);
    expect(calls).toHaveLength(1);
    answer(async () => undefined);
    await pass(1);
    expect(calls).toHaveLength(2);
  });

  it('that the CDN refuses for good are not tried again, and hold up none that follow', async () => {
    const { queue, calls, answer, pass } = startQueue();
    answer(() => Promise.reject(new CdnRefusal('403', { isFinal: true })));
    const refused = queue.purge(['a']);
    await pass(BATCH_WINDOW_MS);
    await refused;
    answer(async () => undefined);
    void queue.purge(['b']);
    await pass(BATCH_WINDOW_MS);
    expect(calls).toEqual([['a'], ['b']]);
  });

  it('go out once more, so that an answer that was on its way meanwhile does not stay', async () => {
    const { queue, calls, pass } = startQueue();
    void queue.purge(['a']);
    await pass(BATCH_WINDOW_MS + REPEAT_AFTER_MS + BATCH_WINDOW_MS);
    expect(calls).toEqual([['a'], ['a']]);
    await pass(10 * REPEAT_AFTER_MS);
    expect(calls).toHaveLength(2);
  });

  it('become one purge of everything when they are more than are kept', async () => {
    const { queue, calls, answer, pass } = startQueue();
    let release = (): void => undefined;
    answer(() => new Promise((resolve) => (release = resolve)));
    void queue.purge(['first']);
    await pass(BATCH_WINDOW_MS);
    const done = queue.purge(Array.from({ length: MOST_PENDING_KEYS + 1 }, (_, i) => `key-${i}`));
    answer(async () => undefined);
    release();
    await done;
    expect(calls).toEqual([['first'], [EVERY_ANSWER]]);
  });

  it('that wait when the gateway ends are sent, and a CDN that hangs does not hold it up', async () => {
    const well = startQueue();
    void well.queue.purge(['a']);
    const wellClosed = well.queue.close();
    await well.pass(BATCH_WINDOW_MS);
    await wellClosed;
    expect(well.calls).toEqual([['a']]);

    const ill = startQueue();
    ill.answer(ill.hanging);
    void ill.queue.purge(['a']);
    const illClosed = ill.queue.close();
    await ill.pass(2_000);
    await illClosed;
  });
});
