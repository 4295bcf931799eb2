import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { allContenders, flagContenders, installPeers, PEERS, startContender } from './contenders.ts';
import type { Contender, RunningContender } from './contenders.ts';
import { ask, postRequest } from './load.ts';
import { describeMachine, GATEWAY_CORE, pinLoad } from './cores.ts';
import { measure } from './measure.ts';
import { compareAnswers, workloadTable } from './report.ts';
import type { Sample } from './report.ts';
import { startSubgraphs } from './subgraphs.ts';
import type { ReplayingSubgraphs } from './subgraphs.ts';
import { requestBody, workloads } from './workloads.ts';
import type { Workload } from './workloads.ts';

interface Schedule {
  readonly rounds: number;
  /** In the first round, in which V8 compiles what is hot. */
  readonly firstWarmUpMs: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

const FULL: Schedule = { rounds: 5, firstWarmUpMs: 4_000, warmUpMs: 1_000, measuredMs: 3_000 };
const QUICK: Schedule = { rounds: 2, firstWarmUpMs: 2_000, warmUpMs: 500, measuredMs: 1_500 };
const CONNECTIONS = 50;

/** Measures all contenders in turns, round by round, so that what else the machine does hits all of them. */
async function compare(
  running: readonly RunningContender[],
  workload: Workload,
  subgraphs: ReplayingSubgraphs,
  schedule: Schedule,
  baselines: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const results: { name: string; answer: Buffer; samples: Sample[] }[] = [];
  for (const { contender, port } of running)
    results.push({ name: contender.name, answer: await ask(port, postRequest(requestBody(workload, 0))), samples: [] });
  console.log(`\n${workload.name}: ${compareAnswers(results)}`);

  for (let round = 0; round < schedule.rounds; round += 1)
    for (const [i, contender] of running.entries()) {
      const result = results[i];
      if (!result) continue;
      const sample = await measure(contender, subgraphs, {
        connections: CONNECTIONS,
        request: (count) => postRequest(requestBody(workload, count)),
        warmUpMs: round === 0 ? schedule.firstWarmUpMs : schedule.warmUpMs,
        measuredMs: schedule.measuredMs,
        answerBytes: result.answer.length,
        signal,
      });
      result.samples.push(sample);
    }
  console.log(workloadTable(results, baselines));
}

function chooseContenders(options: { flags?: boolean; 'same-flags'?: boolean }): readonly Contender[] {
  if (options.flags) return flagContenders();
  installPeers(PEERS, 'the other gateways (once, about 700 MB)');
  const contenders = allContenders();
  const ourFlags = contenders.at(-1)?.nodeFlags ?? [];
  return options['same-flags'] ? contenders.map((contender) => ({ ...contender, nodeFlags: ourFlags })) : contenders;
}

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, flags: { type: 'boolean' }, 'same-flags': { type: 'boolean' } },
});
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)));

const directory = mkdtempSync(path.join(tmpdir(), 'bench-gateway-'));
const subgraphs = await startSubgraphs();
const running: RunningContender[] = [];
try {
  const contenders = chooseContenders(options);
  const baselines = (options.flags ? contenders.slice(0, 1) : contenders.slice(0, -1)).map(({ name }) => name);
  const pinned = pinLoad();
  const supergraph = path.join(directory, 'supergraph.graphql');
  writeFileSync(supergraph, subgraphs.supergraphSdl);
  console.log(`${describeMachine(pinned)}; ${CONNECTIONS} connections`);
  for (const contender of contenders) {
    const core = pinned ? GATEWAY_CORE : undefined;
    running.push(await startContender(contender, { supergraph, core, signal: interrupted.signal }));
    console.log(`${contender.name}: ${contender.nodeFlags.join(' ') || 'no V8 flags'}`);
  }
  for (const workload of workloads)
    await compare(running, workload, subgraphs, options.quick ? QUICK : FULL, baselines, interrupted.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await Promise.all(running.map((contender) => contender.stop()));
  subgraphs.close();
  rmSync(directory, { recursive: true });
}
