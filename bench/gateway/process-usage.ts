import { readFileSync } from 'node:fs';

/** What Linux says of a running process; elsewhere not known. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Linux counts processor time for user space in hundredths of a second on every architecture. */
const TICKS_PER_SECOND = 100;

/** Processor time so far and memory at present of a process. `undefined` where there is no `/proc`. */
export function processUsage(pid: number): ProcessUsage | undefined {
  try {
    const [userTicks = 0, systemTicks = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .slice(11, 13)
      .map(Number);
    const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    return { cpuSeconds: (userTicks + systemTicks) / TICKS_PER_SECOND, residentBytes: kibibytes * 1_024 };
  } catch {
    return undefined;
  }
}
