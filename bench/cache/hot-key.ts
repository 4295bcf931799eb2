import { setTimeout as delay } from 'node:timers/promises';
import { getRequest } from '../gateway/load.ts';
import type { ScriptedSubgraph } from '../../tests/support/scripted-subgraph.ts';
import { CACHED_GET } from './cached-get.ts';
import { openConnections } from './connections.ts';

const CLIENTS = 500;
const EXPIRED_AFTER_MS = 1_500;
const BRIEF = getRequest(`/p/web/Brief?variables=${encodeURIComponent('{"id":"1"}')}`);

/** Has 500 clients ask at once for an answer that has run out, and prints how often the subgraph was asked for it. */
export async function countFills(port: number, subgraph: ScriptedSubgraph): Promise<void> {
  const clients = await openConnections(port, CLIENTS, CACHED_GET);
  await clients[0]?.ask(BRIEF);
  await delay(EXPIRED_AFTER_MS);
  const before = subgraph.calls.length;
  const answers = await Promise.all(clients.map((client) => client.ask(BRIEF)));
  // The fill may go on behind the stale answers.
  await delay(EXPIRED_AFTER_MS / 3);
  console.log(
    `\n${answers.length} clients on one expired key: ${subgraph.calls.length - before} fills (aim: at most 2)`,
  );
  for (const client of clients) client.close();
}
