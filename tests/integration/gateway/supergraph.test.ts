import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';
import { findFreePorts } from '../../../lib/cluster/free-port.ts';
import { startForeignSubgraph } from '../../support/foreign-subgraph.ts';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';
import type { TestGateway, TestSubgraph } from '../../support/gateway.ts';
import { until } from '../../support/stream-clients.ts';

let first: TestSubgraph;
let second: TestSubgraph;
let gateway: TestGateway;

beforeAll(async () => {
  first = await startTestSubgraph('first', 'type Query { one: Int! }', { Query: { one: () => 1 } });
  second = await startTestSubgraph('second', 'type Query { two: Int! }', { Query: { two: () => 2 } });
});
afterAll(async () => {
  await first.close();
  await second.close();
});
beforeEach(async () => {
  gateway = await startTestGateway(compose([first]));
});
afterEach(() => gateway.close());

describe('a new supergraph', () => {
  test('serves its new fields without a restart, and not one request is dropped on the way', async () => {
    const failures: unknown[] = [];
    let running = true;
    let answered = 0;
    const load = Array.from({ length: 4 }, async () => {
      while (running) {
        const { body } = await gateway.ask('{ one }');
        if (body.data?.['one'] === 1) answered++;
        else failures.push(body);
      }
    });
    await gateway.writeSupergraph(compose([first, second]));
    await until(async () => (await gateway.ask('{ two }')).body.data?.['two'] === 2);
    await gateway.writeSupergraph(compose([first]));
    await until(async () => (await gateway.ask('{ two }')).status === 400);
    running = false;
    await Promise.all(load);
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(20);
  });

  test('takes traffic when all registered operations have been planned for it', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'operations-'));
    const operations = [...Array.from({ length: 40 }, () => 'one'), 'gone'].map((field, index) => {
      const name = `Operation${index}`;
      return { id: `id-${index}`, name, type: 'query', body: `query ${name} { ${field} }` };
    });
    const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
    await writeFile(path.join(directory, 'web.json'), JSON.stringify(manifest));
    const prepared = await startTestGateway(compose([first]), { OPERATIONS_DIRECTORY: directory });
    // The last of them says when it was its turn: it fits no supergraph.
    const plannings = () => prepared.logs().split('a registered operation cannot be planned').length - 1;
    expect(plannings()).toBe(1);
    await prepared.writeSupergraph(compose([first, second]));
    await until(async () => (await prepared.ask('{ two }')).body.data?.['two'] === 2);
    expect(plannings()).toBe(2);
    await prepared.close();
    await rm(directory, { recursive: true });
  });

  test.each([
    ['is not GraphQL', 'type {'],
    ['is empty', ''],
    ['is no supergraph', 'type Query { one: Int! }'],
  ])('that %s is refused with the reason logged, and the last good one goes on serving', async (_what, sdl) => {
    await gateway.writeSupergraph(sdl);
    await until(() => gateway.logs().includes('the changed supergraph was refused'));
    expect((await gateway.ask('{ one }')).body.data).toEqual({ one: 1 });
    await gateway.writeSupergraph(compose([first, second]));
    await until(async () => (await gateway.ask('{ two }')).body.data?.['two'] === 2);
  });
});

describe('health', () => {
  const health = async (route: string) => {
    const response = await fetch(`${gateway.url}${route}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('is whole while every part answers', async () => {
    expect(await health('/health/ready')).toEqual({ status: 200, body: { status: 'ok', parts: { first: 'ok' } } });
    expect((await health('/health/live')).status).toBe(200);
  });

  test('a Redis that is away makes the gateway not ready, and it serves all the same', async () => {
    const [deadPort] = await findFreePorts(1);
    const lonely = await startTestGateway(compose([first]), { REDIS_URL: `redis://127.0.0.1:${deadPort}` });
    try {
      expect((await fetch(`${lonely.url}/health/ready`)).status).toBe(503);
      expect((await fetch(`${lonely.url}/api/v1/health`)).status).toBe(200);
      expect((await lonely.ask('{ one }')).body.data).toEqual({ one: 1 });
    } finally {
      await lonely.close();
    }
  });

  test('a subgraph that is away makes the gateway not ready, but load balancers keep it', async () => {
    const third = await startTestSubgraph('third', 'type Query { three: Int! }', { Query: { three: () => 3 } });
    await gateway.writeSupergraph(compose([first, third]));
    await until(async () => (await gateway.ask('{ three }')).status === 200);
    await third.close();
    await until(async () => (await health('/health/ready')).status === 503);
    expect(await health('/api/v1/health')).toEqual({
      status: 200,
      body: { status: 'degraded', parts: { first: 'ok', third: 'unavailable' } },
    });
    expect((await health('/health/live')).status).toBe(200);
    expect((await gateway.ask('{ one three }')).body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      service: 'third',
      retryable: true,
    });
  });

  test.each([
    ['404', 404, 'not found'],
    ['405', 405, ''],
    ['400 in JSON', 400, '{"errors":[{"message":"no query"}]}'],
    ['401', 401, '{"status":"denied"}'],
    ['503 of the proxy before it', 503, '<h1>no backend</h1>'],
    ['200 in HTML', 200, '<!doctype html>'],
    ['200 in JSON of its own', 200, '{"status":"UP"}'],
  ])('counts a server that answers GraphQL, and %s on paths it does not know', async (_what, status, body) => {
    const foreign = await startForeignSubgraph({
      name: 'foreign',
      path: '/v1/graph',
      elsewhere: (response) => response.writeHead(status).end(body),
      sdl: 'type Query { far: Int! }',
      resolvers: { Query: { far: () => 1 } },
    });
    const served = await startTestGateway(compose([foreign]));
    try {
      const response = await fetch(`${served.url}/health/ready`);
      expect({ status: response.status, body: await response.json() }).toEqual({
        status: 200,
        body: { status: 'ok', parts: { foreign: 'ok' } },
      });
    } finally {
      await served.close();
      await foreign.close();
    }
  });

  test('does not count a server whose URL leads to no GraphQL', async () => {
    const foreign = await startForeignSubgraph({
      name: 'foreign',
      elsewhere: (response) => response.writeHead(200).end('<!doctype html>'),
      sdl: 'type Query { far: Int! }',
      resolvers: {},
    });
    const served = await startTestGateway(compose([foreign]), {
      SUBGRAPH_URLS: `foreign=${foreign.url.replace('/graphql', '/elsewhere')}`,
    });
    try {
      expect((await fetch(`${served.url}/health/ready`)).status).toBe(503);
    } finally {
      await served.close();
      await foreign.close();
    }
  });
});
