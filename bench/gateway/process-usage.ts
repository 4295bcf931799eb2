import { readdirSync, readFileSync } from 'node:fs';

/** What Linux says of a running process; elsewhere not known. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Processor time so far, in threads that still run, and memory at present of a process. `undefined` where there is no `/proc`. */
export function processUsage(pid: number): ProcessUsage | undefined {
  try {
    const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    );
    const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    return { cpuSeconds: nanoseconds.reduce((sum, one) => sum + one, 0) / 1e9, residentBytes: kibibytes * 1_024 };
  } catch {
    return undefined;
  }
}
