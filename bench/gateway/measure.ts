import type { RunningContender } from './contenders.ts';
import { runLoad } from './load.ts';
import type { LoadOptions } from './load.ts';
import { processUsage } from './process-usage.ts';
import type { Sample } from './report.ts';
import type { ReplayingSubgraphs } from './subgraphs.ts';

interface Reading {
  /** NaN where it is not known. */
  readonly gatewayCpuSeconds: number;
  readonly loadCpuSeconds: number;
  readonly computed: number;
}

/** Puts one contender under load for one round. @throws Error when an answer is wrong or none comes. */
export async function measure(
  { contender, port, pid }: RunningContender,
  subgraphs: Pick<ReplayingSubgraphs, 'requestCount' | 'computedCount'>,
  load: Omit<LoadOptions, 'port' | 'onWindow'>,
): Promise<Sample> {
  const readings: Reading[] = [];
  const read = (): void => {
    const { user, system } = process.cpuUsage();
    readings.push({
      gatewayCpuSeconds: processUsage(pid)?.cpuSeconds ?? NaN,
      loadCpuSeconds: (user + system) / 1e6,
      computed: subgraphs.computedCount(),
    });
  };
  const subgraphRequestsBefore = subgraphs.requestCount();
  const { seconds, latenciesMs, requests } = await runLoad({ ...load, port, onWindow: read }).catch((error: Error) => {
    throw new Error(`${contender.name}: ${error.message}`, { cause: error });
  });
  const [before, after] = readings;
  if (!before || !after || latenciesMs.length === 0)
    throw new Error(`${contender.name}: no answer came in the measured time`);
  const computed = after.computed - before.computed;
  if (computed > 0) console.warn(`${computed} subgraph answers had to be computed in the measured time.`);

  return {
    requestsPerSecond: latenciesMs.length / seconds,
    latenciesMs,
    subgraphRequestsPerRequest: (subgraphs.requestCount() - subgraphRequestsBefore) / requests,
    cpuShare: (after.gatewayCpuSeconds - before.gatewayCpuSeconds) / seconds,
    loadCpuShare: (after.loadCpuSeconds - before.loadCpuSeconds) / seconds,
    residentBytes: processUsage(pid)?.residentBytes ?? NaN,
  };
}
