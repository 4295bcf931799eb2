import { connect } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startForeignSubgraph } from '../support/foreign-subgraph.ts';
import type { ForeignSubgraph } from '../support/foreign-subgraph.ts';
import { compose } from '../support/gateway.ts';
import { runGateway } from '../support/gateway-process.ts';
import type { GatewayProcess } from '../support/gateway-process.ts';

let directory: string;
let supergraph: string;
let products: ForeignSubgraph;
let reviews: ForeignSubgraph;
let letAnswer: () => void = () => undefined;
const running: GatewayProcess[] = [];

async function start(file = supergraph, env: Record<string, string> = {}): Promise<GatewayProcess> {
  const gateway = await runGateway(file, env);
  running.push(gateway);
  return gateway;
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gateway-process-'));
  products = await startForeignSubgraph({
    name: 'products',
    path: '/api/v2/graphql',
    elsewhere: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Our shop</h1>'),
    sdl: 'type Query { product: Product slow: String } type Product @key(fields: "upc") { upc: ID! name: String! }',
    resolvers: {
      Query: {
        product: () => ({ upc: '1', name: 'Table' }),
        slow: () => new Promise((resolve) => (letAnswer = () => resolve('done'))),
      },
    },
  });
  reviews = await startForeignSubgraph({
    name: 'reviews',
    elsewhere: (response) => response.writeHead(405, { allow: 'POST' }).end(),
    sdl: 'type Product @key(fields: "upc") { upc: ID! reviews: [Review!]! } type Review { text: String! }',
    resolvers: { Product: { reviews: ({ upc }: { upc: string }) => [{ text: `of ${upc}` }] } },
  });
  supergraph = path.join(directory, 'supergraph.graphql');
  await writeFile(supergraph, compose([products, reviews]));
});

afterEach(async () => {
  letAnswer();
  for (const gateway of running.splice(0)) await gateway.kill();
});
afterAll(async () => {
  await products.close();
  await reviews.close();
  await rm(directory, { recursive: true, force: true });
});

interface Exchange {
  readonly status: number | undefined;
  readonly body: string;
}

/** One request on a connection of the agent; rejects when the connection is refused. */
async function send(url: string, agent: Agent, query?: string): Promise<Exchange> {
  const outgoing = request(url, {
    agent,
    method: query === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
  });
  outgoing.end(query === undefined ? undefined : JSON.stringify({ query }));
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

async function untilRefused(url: string): Promise<void> {
  const isOpen = (): Promise<boolean> =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (await isOpen()) await sleep(20);
}

describe('SUPERGRAPH=<file> npm run gateway', () => {
  test('serves servers that know nothing of this platform, with no database, keys or settings', async () => {
    const gateway = await start();
    await gateway.listening;
    const agent = new Agent();
    expect(await send(`${gateway.url}/health/ready`, agent)).toEqual({
      status: 200,
      body: '{"status":"ok","parts":{"products":"ok","reviews":"ok"}}',
    });
    const { status, body } = await send(`${gateway.url}/graphql`, agent, '{ product { name reviews { text } } }');
    expect({ status, body: JSON.parse(body) as unknown }).toEqual({
      status: 200,
      body: { data: { product: { name: 'Table', reviews: [{ text: 'of 1' }] } } },
    });
  });

  test.each([
    [
      'that is not there',
      undefined,
      /there is no file \S+\/absent\.graphql\. Run `npm run compose` or set SUPERGRAPH\.$/,
    ],
    ['that is not GraphQL', 'type {', /is no supergraph that it can serve \(Syntax Error: .*\)\. Run /],
    ['that is no supergraph', 'type Query { one: Int! }', /is no supergraph that it can serve \(.*\)\. Run /],
  ])('with a file %s ends with code 1 and one sentence', async (_what, sdl, sentence) => {
    const file = path.join(directory, 'absent.graphql');
    if (sdl !== undefined) await writeFile(file, sdl);
    const gateway = await start(file);
    expect(await gateway.ended).toBe(1);
    const lines = gateway.output().trim().split('\n');
    expect(lines.length).toBe(1);
    expect(lines[0]).toMatch(/^gateway cannot start: /);
    expect(lines[0]).toMatch(sentence);
    await rm(file, { force: true });
  });

  test('with a supergraph that has no URL of a subgraph says where to give it', async () => {
    const file = path.join(directory, 'no-url.graphql');
    const sdl = await readFile(supergraph, 'utf8');
    await writeFile(file, sdl.replace(`url: "${reviews.url}"`, 'url: ""'));
    const gateway = await start(file);
    expect(await gateway.ended).toBe(1);
    expect(gateway.output()).toContain('its subgraph reviews has the URL ""');
    expect(gateway.output()).toContain('give one in SUBGRAPH_URLS');
    const given = await start(file, { SUBGRAPH_URLS: `reviews=${reviews.url}` });
    await given.listening;
    expect((await fetch(`${given.url}/health/ready`)).status).toBe(200);
  });

  test('with a supergraph that links a feature which it does not know to be secure ends the same way', async () => {
    const file = path.join(directory, 'foreign-security.graphql');
    const sdl = await readFile(supergraph, 'utf8');
    await writeFile(
      file,
      sdl.replace('@link(', '@link(url: "https://example.org/vault/v1.0", for: SECURITY)\n  @link('),
    );
    const gateway = await start(file);
    expect(await gateway.ended).toBe(1);
    expect(gateway.output()).toContain('vault/v1.0 is for: SECURITY but is unsupported');
  });
});

describe('SIGTERM', () => {
  test('ends an idle gateway with code 0 while clients keep their connections open', async () => {
    const gateway = await start();
    await gateway.listening;
    const agent = new Agent({ keepAlive: true });
    await Promise.all([1, 2, 3].map(() => send(`${gateway.url}/graphql`, agent, '{ product { name } }')));
    expect(Object.values(agent.freeSockets).flat().length).toBe(3);
    // As browsers connect ahead of a request that may never come.
    const silent = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    await once(silent, 'connect');
    gateway.signal('SIGTERM');
    expect(await gateway.ended).toBe(0);
    silent.destroy();
    agent.destroy();
  });

  test('lets a running request have its answer, and refuses new connections meanwhile', async () => {
    const gateway = await start();
    await gateway.listening;
    const before = products.requestCount();
    const agent = new Agent({ keepAlive: true });
    const answer = send(`${gateway.url}/graphql`, agent, '{ slow }');
    while (products.requestCount() === before) await sleep(20);
    gateway.signal('SIGTERM');
    await untilRefused(`${gateway.url}/health/live`);
    letAnswer();
    const { status, body } = await answer;
    expect({ status, body: JSON.parse(body) as unknown }).toEqual({ status: 200, body: { data: { slow: 'done' } } });
    expect(await gateway.ended).toBe(0);
    agent.destroy();
  });

  test('makes a gateway with a shutdown delay not ready first, while it still serves', async () => {
    const gateway = await start(supergraph, { SHUTDOWN_DELAY_MS: '1500' });
    await gateway.listening;
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    gateway.signal('SIGTERM');
    while ((await fetch(`${gateway.url}/health/ready`)).status !== 503) await sleep(20);
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    const { status } = await send(`${gateway.url}/graphql`, new Agent(), '{ product { name } }');
    expect(status).toBe(200);
    await untilRefused(`${gateway.url}/health/live`);
    expect(await gateway.ended).toBe(0);
  });
});
