import { readFileSync } from 'node:fs';
import { getRequest, postRequest } from '../gateway/load.ts';
import { processUsage } from '../gateway/process-usage.ts';
import type { RunningContender } from '../gateway/contenders.ts';
import { quantile } from '../gateway/report.ts';
import { CACHED_GET } from './cached-get.ts';
import { OPERATIONS } from './companies.ts';
import { openConnections } from './connections.ts';
import { runOpenLoop } from './open-loop.ts';

const COMPANIES = 2_000;
const BUSY_CONNECTIONS = 200;
const IDLE_CONNECTIONS = 10_000;
/** Open files of a process beside these connections. */
const OTHER_FILES = 100;
const WARM_UP_MS = 3_000;
const AIM_P99_MS = 100;
const RATES = [1_000, 750, 500, 250];

/** A company by Zipf's law: the nth is asked for about as often as 1/n. */
const company = (): string => String(Math.floor(COMPANIES ** Math.random()));

/** Of 20 requests 16 are persisted reads, 3 searches and 1 a mutation. */
export function mixedRequest(index: number): string {
  const kind = index % 20;
  if (kind === 0) {
    const variables = { id: company(), name: `Changed ${index}` };
    return postRequest(JSON.stringify({ query: OPERATIONS.Rename, variables }));
  }
  if (kind <= 3) return postRequest(JSON.stringify({ query: OPERATIONS.Search, variables: { text: `text ${index}` } }));
  return getRequest(`/p/web/Company?variables=${encodeURIComponent(JSON.stringify({ id: company() }))}`);
}

/** How many files, and so connections, Linux lets this process have open; Node raises it to the hard limit. */
function openFilesLimit(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** Holds 10,000 idle connections while the mixed workload runs, and prints the memory and the latencies. */
export async function holdConnections({ port, pid }: RunningContender, measuredMs: number): Promise<void> {
  const resident = (): number => processUsage(pid)?.residentBytes ?? NaN;
  const run = (requestsPerSecond: number, durationMs: number) =>
    runOpenLoop({ connections: busy, requestsPerSecond, durationMs, request: mixedRequest });
  const busy = await openConnections(port, BUSY_CONNECTIONS, CACHED_GET);
  // What the workload itself takes of memory is no part of the connections'.
  await run(RATES[0] ?? 0, WARM_UP_MS);
  const before = resident();
  const limit = openFilesLimit();
  const possible = Math.min(IDLE_CONNECTIONS, limit - BUSY_CONNECTIONS - OTHER_FILES);
  if (possible < IDLE_CONNECTIONS)
    console.warn(`ulimit -n is ${limit}: that leaves ${possible} of ${IDLE_CONNECTIONS} idle connections.`);
  const idle = await openConnections(port, possible, CACHED_GET);
  const after = resident();
  console.log(
    `\n${idle.length} idle connections: ${megabytes(before)} → ${megabytes(after)} MB, ` +
      `${megabytes(after - before)} MB more (aim: less than 300)`,
  );
  for (const rate of RATES) {
    const latenciesMs = await run(rate, measuredMs);
    const p99 = quantile(latenciesMs, 0.99);
    console.log(
      `mixed workload at ${rate} requests/s: p50 ${quantile(latenciesMs, 0.5).toFixed(1)} ms, ` +
        `p99 ${p99.toFixed(1)} ms (aim: less than ${AIM_P99_MS}), ${megabytes(resident())} MB`,
    );
    if (p99 < AIM_P99_MS) break;
  }
  console.log(`of the idle connections ${idle.filter((connection) => connection.isOpen()).length} are still open`);
  for (const connection of [...busy, ...idle]) connection.close();
}
