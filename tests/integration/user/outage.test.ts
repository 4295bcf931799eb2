import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withAdministrator } from '../../../lib/db-admin.ts';
import { user } from '../../support/signed-client.ts';
import { startUserSubgraph } from './user-subgraph.ts';
import type { UserSubgraph } from './user-subgraph.ts';

/** A way to the database that can be cut and mended. */
async function startProxy() {
  const sockets = new Set<Socket>();
  let target = { host: '', port: 0 };
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    through: (databaseUrl: string): string => {
      const url = new URL(databaseUrl);
      target = { host: url.hostname, port: Number(url.port) };
      url.port = String(port);
      return url.href;
    },
    cut: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () => listen(port),
  };
}

let proxy: Awaited<ReturnType<typeof startProxy>>;
let subgraph: UserSubgraph;
beforeAll(async () => {
  proxy = await startProxy();
  subgraph = await startUserSubgraph({ through: proxy.through });
});
afterAll(async () => {
  await subgraph.close();
  await proxy.cut();
});

const statusOf = async (path: string) => (await fetch(`${subgraph.url}${path}`)).status;

test('a database that goes away is UPSTREAM_UNAVAILABLE until it is back, and nothing saved is lost', async () => {
  const { user: ann, refreshToken } = await subgraph.registerSomebody();
  const me = () => subgraph.ask(user(ann.id), '{ me { id } }');
  expect(await statusOf('/health/ready')).toBe(200);

  await proxy.cut();
  for (const { errors } of [await me(), await subgraph.refresh(refreshToken), await subgraph.register(newPerson())])
    expect(errors?.[0]).toMatchObject({
      message: 'The database is unavailable: try again shortly.',
      extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, service: 'user' },
    });
  expect(await statusOf('/health/ready')).toBe(503);
  expect(await statusOf('/health/live')).toBe(200);

  await proxy.mend();
  expect(await me()).toEqual({ status: 200, data: { me: { id: ann.id } } });
  expect(subgraph.resultOf(await subgraph.refresh(refreshToken)).user).toEqual(ann);
  expect(await statusOf('/health/ready')).toBe(200);
});

test('a connection that is lost while a statement runs on it fails that request only', async () => {
  const { user: ann } = await subgraph.registerSomebody();
  const me = () => subgraph.ask(user(ann.id), '{ me { id } }');
  await withAdministrator(subgraph.database.adminUrl, async (client) => {
    await client.query('begin; lock table app_user.users');
    const waiting = me();
    await expect.poll(isSomebodyWaiting).toBe(true);
    await proxy.cut();
    expect((await waiting).errors?.[0]?.extensions['code']).toBe('UPSTREAM_UNAVAILABLE');
    await client.query('rollback');
  });
  await proxy.mend();
  expect(await me()).toEqual({ status: 200, data: { me: { id: ann.id } } });
});

test('a request that the gateway did not sign is 401', async () => {
  const response = await fetch(`${subgraph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ me { id } }' }),
  });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});

async function isSomebodyWaiting(): Promise<boolean> {
  const waiting = await subgraph.database.query(
    `select 1 from pg_stat_activity where usename = 'app_user' and wait_event_type = 'Lock'
        and datname = current_database()`,
  );
  return waiting.length > 0;
}

const newPerson = () => ({ email: 'bob@example.com', password: 'correct horse battery staple' });
