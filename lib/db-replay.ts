import { setTimeout as sleep } from 'node:timers/promises';
import type { HealthMonitor, MonitoredNode } from './db-health.ts';
import type { DatabaseNode } from './db-node.ts';

/** Those of the replicas that have replayed up to `lsn`, after waiting at most 50 ms for one of them if none has. */
export type AwaitReplay = (replicas: readonly MonitoredNode[], lsn: number) => Promise<readonly MonitoredNode[]>;

const WAIT_MS = 50;
const CHECK_INTERVAL_MS = 5;

export const hasReplayed =
  (lsn: number) =>
  ({ status }: MonitoredNode): boolean =>
    (status?.lsn ?? 0) >= lsn;

/** Asks a replica once for all who wait for it, and tells the monitor what it says. */
export function createReplayWait(health: Pick<HealthMonitor, 'recordReplay'>): AwaitReplay {
  const checks = new Map<DatabaseNode, Promise<number>>();

  function findReplayLsn(node: DatabaseNode): Promise<number> {
    const known = checks.get(node);
    if (known) return known;
    const check = node.findReplayLsn().finally(() => checks.delete(node));
    checks.set(node, check);
    check.then(
      (lsn) => health.recordReplay(node, lsn),
      () => undefined,
    );
    return check;
  }

  return async (replicas, lsn) => {
    const known = replicas.filter(hasReplayed(lsn));
    if (known.length > 0) return known;
    const giveUpAtMs = performance.now() + WAIT_MS;
    const timeout = sleep(WAIT_MS);
    for (;;) {
      const ready = replicas.filter(hasReplayed(lsn));
      if (ready.length > 0 || performance.now() >= giveUpAtMs) return ready;
      const asked = replicas.map(async ({ node }) => {
        if ((await findReplayLsn(node)) < lsn) throw new Error('not yet');
      });
      await Promise.race([timeout, Promise.any(asked).catch(() => sleep(CHECK_INTERVAL_MS))]);
    }
  };
}
