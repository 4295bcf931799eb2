import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startContender } from '../gateway/contenders.ts';
import type { Contender, RunningContender } from '../gateway/contenders.ts';
import { ask, getRequest } from '../gateway/load.ts';
import { measure } from '../gateway/measure.ts';
import { compareAnswers, workloadTable } from '../gateway/report.ts';
import type { Sample } from '../gateway/report.ts';
import type { ScriptedSubgraph } from '../../tests/support/scripted-subgraph.ts';
import { OPERATIONS } from './companies.ts';

export interface CachedGetOptions {
  readonly ours: RunningContender;
  /** Of somebody who has signed in. */
  readonly token: string;
  readonly subgraph: ScriptedSubgraph;
  readonly directory: string;
  readonly core: number | undefined;
  readonly rounds: number;
  readonly measuredMs: number;
  readonly signal: AbortSignal;
}

const CONNECTIONS = 50;
/** Rounds are short, so that what else the machine does hits all contenders alike. */
const WARM_UP_MS = 200;
const FIRST_WARM_UP_MS = 2_000;
const PEERS = path.join(import.meta.dirname, 'peers');
const VARIABLES = `variables=${encodeURIComponent('{"id":"1"}')}`;
const AUTOMATIC = JSON.stringify({
  persistedQuery: { version: 1, sha256Hash: hash('sha256', OPERATIONS.Company) },
});
const APOLLO_PATH = `/graphql?extensions=${encodeURIComponent(AUTOMATIC)}&${VARIABLES}`;
const APOLLO_PREFLIGHT = 'Apollo-Require-Preflight: true\r\n';

/** The URL of company 1, of which the gateway keeps the answer. */
export const CACHED_GET = getRequest(`/p/web/Company?${VARIABLES}`);

/** Measures one cached GET of our gateway and of the peers, in turns, and prints the table. */
export async function compareCachedGets(options: CachedGetOptions): Promise<void> {
  const { ours, token, subgraph, directory, core, signal } = options;
  const answer = path.join(directory, 'answer.json');
  writeFileSync(answer, await ask(ours.port, CACHED_GET));
  const peer = (name: string, file: string): Contender => ({
    name,
    nodeFlags: [],
    command: () => [path.join(PEERS, file)],
    env: { ANSWER: answer },
  });
  const start = (contender: Contender) => startContender(contender, { supergraph: '', core, signal });
  const peers: RunningContender[] = [];
  try {
    const fastify = await start(peer('bare Fastify', 'bare-fastify.ts'));
    peers.push(fastify);
    const apollo = await start(peer('Apollo', 'apollo-response-cache.ts'));
    peers.push(apollo);
    const query = `${APOLLO_PATH}&query=${encodeURIComponent(OPERATIONS.Company)}`;
    await ask(apollo.port, getRequest(query, APOLLO_PREFLIGHT));

    const signedIn = { ...ours, contender: { ...ours.contender, name: 'ours, signed in' } };
    const asked = [
      { running: fastify, request: CACHED_GET },
      { running: apollo, request: getRequest(APOLLO_PATH, APOLLO_PREFLIGHT) },
      { running: ours, request: CACHED_GET },
      {
        running: signedIn,
        request: getRequest(`/p/web/Company?${VARIABLES}`, `Authorization: Bearer ${token}\r\n`),
      },
    ];
    const results: { name: string; answer: Buffer; samples: Sample[] }[] = [];
    for (const { running, request } of asked)
      results.push({ name: running.contender.name, answer: await ask(running.port, request), samples: [] });
    console.log(`\ncached GET: ${compareAnswers(results)}`);

    const counts = { requestCount: () => subgraph.calls.length, computedCount: () => subgraph.calls.length };
    for (let round = 0; round < options.rounds; round++)
      for (const [i, { running, request }] of asked.entries())
        results[i]?.samples.push(
          await measure(running, counts, {
            connections: CONNECTIONS,
            request: () => request,
            warmUpMs: round === 0 ? FIRST_WARM_UP_MS : WARM_UP_MS,
            measuredMs: options.measuredMs,
            answerBytes: results[i].answer.length,
            signal,
          }),
        );
    console.log(workloadTable(results, [fastify.contender.name, apollo.contender.name]));
  } finally {
    await Promise.all(peers.map((running) => running.stop()));
  }
}
