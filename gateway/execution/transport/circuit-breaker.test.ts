import { describe, expect, test } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { Outcome } from './circuit-breaker.ts';

const POLICY = { failureRatio: 0.5, minimumRequests: 20, openMs: 5_000 };

function createBreaker() {
  const clock = { nowMs: 12_345 };
  const changes: string[] = [];
  const breaker = createCircuitBreaker(
    POLICY,
    () => clock.nowMs,
    (state) => changes.push(state),
  );
  /** Sends that many requests and returns how many were admitted. */
  const send = (times: number, outcome: Outcome): number => {
    let admitted = 0;
    for (let i = 0; i < times; i++) {
      const report = breaker.admit();
      if (!report) continue;
      admitted++;
      report(outcome);
    }
    return admitted;
  };
  return { clock, changes, breaker, send };
}

describe('the circuit opens', () => {
  test('at the 20th request if all failed, and then admits none', () => {
    const { changes, send } = createBreaker();
    expect(send(19, 'failure')).toBe(19);
    expect(changes).toEqual([]);
    expect(send(100, 'failure')).toBe(1);
    expect(changes).toEqual(['open']);
  });

  test('when half of them failed', () => {
    const { changes, send } = createBreaker();
    send(20, 'success');
    send(19, 'failure');
    expect(changes).toEqual([]);
    send(1, 'failure');
    expect(changes).toEqual(['open']);
  });

  test('not for failures of more than 10 s ago', () => {
    const { clock, changes, send } = createBreaker();
    send(19, 'failure');
    clock.nowMs += 10_001;
    send(19, 'failure');
    expect(changes).toEqual([]);
  });

  test('not for requests that say nothing about the subgraph', () => {
    const { changes, send } = createBreaker();
    send(100, 'unknown');
    send(19, 'failure');
    expect(changes).toEqual([]);
  });
});

describe('an open circuit', () => {
  function createOpen() {
    const open = createBreaker();
    open.send(20, 'failure');
    open.changes.length = 0;
    return open;
  }

  test('admits exactly one probe after 5 s, while which all others are refused at once', () => {
    const { clock, breaker, send } = createOpen();
    clock.nowMs += 4_999;
    expect(send(10, 'success')).toBe(0);
    clock.nowMs += 1;
    expect(breaker.admit()).toBeTypeOf('function');
    expect(send(10, 'success')).toBe(0);
    clock.nowMs += 60_000;
    expect(send(10, 'success')).toBe(0);
  });

  test('closes when the probe succeeds, with the old failures forgotten', () => {
    const { clock, changes, send } = createOpen();
    clock.nowMs += 5_000;
    expect(send(1, 'success')).toBe(1);
    expect(send(19, 'failure')).toBe(19);
    expect(changes).toEqual(['closed']);
  });

  test('opens for another 5 s when the probe fails', () => {
    const { clock, changes, send } = createOpen();
    clock.nowMs += 5_000;
    expect(send(10, 'failure')).toBe(1);
    clock.nowMs += 4_999;
    expect(send(10, 'failure')).toBe(0);
    clock.nowMs += 1;
    expect(send(10, 'failure')).toBe(1);
    expect(changes).toEqual(['open', 'open']);
  });

  test('admits another probe when nobody waited for the first one to end', () => {
    const { clock, changes, send } = createOpen();
    clock.nowMs += 5_000;
    expect(send(1, 'unknown')).toBe(1);
    expect(changes).toEqual([]);
    expect(send(1, 'success')).toBe(1);
    expect(changes).toEqual(['closed']);
  });

  test('is neither kept open nor closed by what was admitted before', () => {
    const { clock, changes, breaker, send } = createBreaker();
    const [early, late] = [breaker.admit(), breaker.admit()];
    send(20, 'failure');
    early?.('success');
    late?.('failure');
    expect(changes).toEqual(['open']);
    clock.nowMs += 5_000;
    expect(send(1, 'success')).toBe(1);
  });
});
