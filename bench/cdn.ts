import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePorts } from '../lib/cluster/free-port.ts';
import { startCachedFederation } from '../tests/support/cached-federation.ts';
import { isInstalled, PURGE_TOKEN, startTestVarnish } from '../tests/support/cdn.ts';

/** How many of the requests of partners' pages Varnish answers itself, while companies change now and then. */
const COMPANIES = 2_000;
const CLIENTS = 32;
const WARM_UP_REQUESTS = 8_000;
const MEASURED_REQUESTS = 20_000;
/** Mutations among the measured requests, each of which purges one company. */
const CHANGES = 50;

/** A company by Zipf's law: the nth is asked for about as often as 1/n. */
const company = (): string => String(Math.floor(COMPANIES ** Math.random()) - 1);
const urlOf = (id: string): string => `/p/pages/Company?variables=${encodeURIComponent(JSON.stringify({ id }))}`;

/** Prints how many of 20,000 requests of partners' pages Varnish answers itself. */
export async function measureHitRate(): Promise<void> {
  if (!(await isInstalled('varnishd'))) return;
  const directory = await mkdtemp(path.join(tmpdir(), 'bench-cdn-'));
  const body = 'query Company($id: ID!) { company(id: $id) { id name } }';
  const operations = [{ id: 'Company', name: 'Company', type: 'query', body }];
  await writeFile(
    path.join(directory, 'pages.json'),
    JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
  );
  const federation = await startCachedFederation({ withRedis: false });
  try {
    for (let id = 0; id < COMPANIES; id++) federation.world.names.set(String(id), `Company ${id} `.repeat(100));
    const [port = 0] = await findFreePorts(1);
    const gateway = await federation.startGateway({
      OPERATIONS_DIRECTORY: directory,
      CDN: 'varnish',
      CDN_PURGE_URLS: `http://127.0.0.1:${port}`,
      CDN_PURGE_TOKEN: PURGE_TOKEN,
    });
    const varnish = await startTestVarnish(gateway.url, { port });
    try {
      await sendPages(varnish.url, WARM_UP_REQUESTS, () => undefined);
      const backendBefore = await varnish.backendRequests();
      const readsBefore = federation.world.companyReads;
      const outcomes = await sendPages(varnish.url, MEASURED_REQUESTS, (index) =>
        index % (MEASURED_REQUESTS / CHANGES) === 0
          ? gateway.ask(`mutation { rename(id: "${company()}", name: "Changed ${index}") { id } }`)
          : undefined,
      );
      const backend = (await varnish.backendRequests()) - backendBefore;
      console.log(
        `\n${MEASURED_REQUESTS} requests through Varnish for ${COMPANIES} companies, ${CHANGES} of which changed meanwhile`,
      );
      for (const [outcome, count] of outcomes) console.log(`  ${outcome.padEnd(6)} ${count}`);
      console.log(`requests that Varnish sent to the gateway: ${backend}`);
      console.log(`companies that the subgraph was asked for: ${federation.world.companyReads - readsBefore}`);
      console.log(`hit rate: ${((1 - backend / MEASURED_REQUESTS) * 100).toFixed(2)} % (aim: at least 95)`);
    } finally {
      await varnish.stop();
    }
  } finally {
    await federation.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Sends that many requests, and counts what Varnish says of each. */
async function sendPages(cdnUrl: string, requests: number, onRequest: (index: number) => Promise<unknown> | undefined) {
  const outcomes = new Map<string, number>();
  let sent = 0;
  const client = async (): Promise<void> => {
    while (sent < requests) {
      await onRequest(sent++);
      const response = await fetch(cdnUrl + urlOf(company()));
      await response.arrayBuffer();
      const outcome = response.headers.get('x-cache') ?? 'none';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return outcomes;
}

if (import.meta.main) {
  await measureHitRate();
  process.exit(0);
}
