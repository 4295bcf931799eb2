import { readdirSync, readFileSync } from 'node:fs';

/** What Linux says of a running process and those that it started; elsewhere not known. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Processor time so far, in threads that still run, and memory at present. `undefined` where there is no `/proc`. */
export function processUsage(pid: number): ProcessUsage | undefined {
  try {
    const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    let nanoseconds = 0;
    const children: ProcessUsage[] = [];
    for (const thread of readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`)) {
      nanoseconds += Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]);
      for (const child of readFileSync(`${thread}/children`, 'utf8').split(' ').filter(Boolean))
        children.push(processUsage(Number(child)) ?? { cpuSeconds: 0, residentBytes: 0 });
    }
    return {
      cpuSeconds: children.reduce((sum, child) => sum + child.cpuSeconds, nanoseconds / 1e9),
      residentBytes: children.reduce((sum, child) => sum + child.residentBytes, kibibytes * 1_024),
    };
  } catch {
    return undefined;
  }
}
