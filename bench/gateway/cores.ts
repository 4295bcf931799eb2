import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';

export const GATEWAY_CORE = 1;
const LOAD_CORE = 0;

/** Pins this process, load and subgraphs, to its core. False where that cannot be done. */
export function pinLoad(): boolean {
  if (availableParallelism() < 2) return false;
  return spawnSync('taskset', ['-a', '-c', '-p', String(LOAD_CORE), String(process.pid)]).status === 0;
}

export function describeMachine(pinned: boolean): string {
  const cores = cpus();
  const where = pinned
    ? `each gateway on core ${GATEWAY_CORE}, load and subgraphs on core ${LOAD_CORE}`
    : 'not pinned: that needs two cores and taskset (util-linux)';
  return `${cores.length} × ${cores[0]?.model ?? 'unknown CPU'}, Node ${process.version}; ${where}`;
}
