import { hash } from 'node:crypto';
import type { RunningContender } from '../gateway/contenders.ts';
import { getRequest, postRequest } from '../gateway/load.ts';
import { processUsage } from '../gateway/process-usage.ts';
import { OPERATIONS } from './companies.ts';
import { openConnections } from './connections.ts';
import { CACHED_GET } from './cached-get.ts';

const CONNECTIONS = 50;
const HOT = 100;
/** After each so many registrations a hot one is asked for by its hash. */
const REGISTRATIONS_FOR_ONE_HOT = 2;
/** An address may register 120 texts a minute. */
const REGISTRATIONS_OF_AN_ADDRESS = 100;
const REPORTS = 4;
/** Fills everything that is bounded: answers, texts, documents, and what is known of operations and addresses. */
const WARM_UP_REGISTRATIONS = 50_000;

const textOf = (index: number): string => `${OPERATIONS.Company} # ${index}`;
const extensionsOf = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hash('sha256', text) } });

/** The registration of a text, as by a client behind one of many addresses. */
function registration(index: number): string {
  const query = textOf(index);
  const body = JSON.stringify({ query, variables: { id: '1' }, extensions: extensionsOf(query) });
  const block = Math.floor(index / REGISTRATIONS_OF_AN_ADDRESS);
  const address = `X-Forwarded-For: 10.${block >> 16}.${(block >> 8) & 255}.${block & 255}\r\n`;
  return postRequest(body).replace('\r\n\r\n', `\r\n${address}\r\n`);
}

function hotRequest(index: number): string {
  const extensions = encodeURIComponent(JSON.stringify(extensionsOf(textOf(index % HOT))));
  return getRequest(`/graphql?extensions=${extensions}&variables=${encodeURIComponent('{"id":"1"}')}`);
}

/**
 * Registers distinct automatic persisted queries from many addresses, 50,000 to begin with and then those that are asked
 * for, and prints the gateway's memory before and meanwhile and how many requests for the 100 registered first found them.
 */
export async function floodRegistrations({ port, pid }: RunningContender, registrations: number): Promise<void> {
  const connections = await openConnections(port, CONNECTIONS, CACHED_GET);
  const megabytes = (): string => ((processUsage(pid)?.residentBytes ?? NaN) / 1e6).toFixed(0);
  const memory = [megabytes()];
  const all = WARM_UP_REGISTRATIONS + registrations;
  let next = 0;
  let asked = 0;
  let found = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (next < all) {
        const index = next++;
        if (index >= WARM_UP_REGISTRATIONS && (index - WARM_UP_REGISTRATIONS) % (registrations / REPORTS) === 0)
          memory.push(megabytes());
        await connection.ask(registration(index));
        if (index < HOT || index % REGISTRATIONS_FOR_ONE_HOT !== 0) continue;
        asked++;
        const { body } = await connection.ask(hotRequest(index / REGISTRATIONS_FOR_ONE_HOT));
        if (body.toString().startsWith('{"data":')) found++;
      }
    }),
  );
  const [before, ...since] = [...memory, megabytes()];
  console.log(
    `\n${registrations.toLocaleString('en')} distinct registrations: memory ${since.join(' → ')} MB (aim: flat), ` +
      `${before} MB before the ${WARM_UP_REGISTRATIONS.toLocaleString('en')} that fill what is bounded; ` +
      `of ${asked.toLocaleString('en')} requests for the ${HOT} registered first ${((100 * found) / asked).toFixed(1)} % found them (aim: at least 95)`,
  );
  for (const connection of connections) connection.close();
}
