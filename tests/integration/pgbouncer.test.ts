import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { startPostgresCluster } from '../../lib/cluster/postgres-cluster.ts';
import type { PostgresCluster } from '../../lib/cluster/postgres-cluster.ts';
import { ensureDatabase, withAdministrator } from '../../lib/db-admin.ts';
import { migrateDatabase } from '../../scripts/migrate.ts';
import { loadOrCreateSecrets } from '../../scripts/platform/secrets.ts';
import { startService } from '../../scripts/platform/service-process.ts';
import type { ServiceProcess } from '../../scripts/platform/service-process.ts';
import { seedDatabase } from '../../scripts/seed.ts';
import { calculate, saveDraft, startGuest, writeNarrative } from '../support/account.ts';
import { ROLE_PASSWORD, subgraphUrls } from '../support/database.ts';
import { pgbouncerCommand, startPgBouncer } from '../support/pgbouncer.ts';
import type { PgBouncer } from '../support/pgbouncer.ts';
import { overEventStream, until } from '../support/stream-clients.ts';

const SUBGRAPHS = ['user', 'registry', 'valuation', 'ai'] as const;

if (!pgbouncerCommand) console.warn('tests/integration/pgbouncer.test.ts is skipped: install pgbouncer to run it.');

describe.skipIf(!pgbouncerCommand)('through PgBouncer in transaction mode (needs pgbouncer)', () => {
  let home: string;
  let cluster: PostgresCluster;
  let adminUrl: string;
  let pooler: PgBouncer;
  const clients: pg.Client[] = [];

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'pooled-'));
    await chmod(home, 0o711);
    cluster = await startPostgresCluster({
      directory: path.join(home, 'postgres'),
      superuserPassword: ROLE_PASSWORD,
      replicaCount: 1,
      settings: { fsync: 'off' },
    });
    await ensureDatabase(cluster.primary.url(), 'pooled');
    adminUrl = cluster.primary.url(undefined, undefined, 'pooled');
    await migrateDatabase({ ADMIN_DATABASE_URL: adminUrl, ...subgraphUrls(adminUrl) });
    pooler = await startPgBouncer(pgbouncerCommand ?? '', adminUrl, cluster.replicas[0]?.port ?? 0);
  }, 90_000);
  afterAll(async () => {
    for (const client of clients) await client.end().catch(() => undefined);
    await pooler.stop();
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** The URL of a subgraph's role, past the pooler. */
  const urlFor = (name: (typeof SUBGRAPHS)[number]) => cluster.primary.url(`app_${name}`, ROLE_PASSWORD, 'pooled');
  async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
    return withAdministrator(url, async (client) => (await client.query<Row>(sql)).rows);
  }
  async function connect(url: string): Promise<pg.Client> {
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  }
  const asValuation = () => pooler.pooled(urlFor('valuation'));

  test('it is set up with the values that the platform is sized for', async () => {
    const settings = await pooler.show<{ key: string; value: string }>('config');
    const valueOf = (name: string) => settings.find(({ key }) => key === name)?.value;
    expect(valueOf('pool_mode')).toBe('transaction');
    expect(valueOf('max_client_conn')).toBe('1000');
    expect(valueOf('default_pool_size')).toBe('25');
    expect(valueOf('reserve_pool_size')).toBe('5');
  });

  describe('the platform', () => {
    let gatewayUrl: string;
    const services: ServiceProcess[] = [];

    beforeAll(async () => {
      const secrets = await loadOrCreateSecrets(home);
      await seedDatabase(urlFor('registry'), () => undefined);
      const [gatewayPort = 0, ...ports] = await findFreePorts(5);
      const urlOf = (name: (typeof SUBGRAPHS)[number]) => `http://127.0.0.1:${ports[SUBGRAPHS.indexOf(name)]}`;
      const common = { PATH: process.env['PATH'], HOME: process.env['HOME'], SIGNING_SECRETS: secrets.signingSecret };
      const own: Partial<Record<(typeof SUBGRAPHS)[number], Record<string, string>>> = {
        user: {
          JWT_SIGNING_KEYS: secrets.jwtSigningKeys,
          VALUATION_URL: `${urlOf('valuation')}/graphql`,
          AI_URL: `${urlOf('ai')}/graphql`,
        },
        valuation: {
          DATABASE_DIRECT_URLS: (['platform_session', 'platform_replica_1_session'] as const)
            .map((database) => pooler.pooled(urlFor('valuation'), database))
            .join(','),
        },
        ai: { VALUATION_URL: `${urlOf('valuation')}/graphql` },
      };
      const start = (name: string, main: string, port: number, env: Record<string, string | undefined>) =>
        services.push(
          startService({
            name,
            main,
            port,
            env: { ...common, ...env },
            logDirectory: home,
            onProblem: () => undefined,
          }),
        );
      SUBGRAPHS.forEach((name, i) =>
        start(name, `subgraphs/${name}/main.ts`, ports[i] ?? 0, {
          DATABASE_URL: pooler.pooled(urlFor(name)),
          DATABASE_REPLICA_URLS: pooler.pooled(urlFor(name), 'platform_replica_1'),
          DATABASE_ACQUIRE_TIMEOUT_MS: '10000',
          ...own[name],
        }),
      );
      start('gateway', 'gateway/main.ts', gatewayPort, {
        SUBGRAPH_URLS: SUBGRAPHS.map((name) => `${name}=${urlOf(name)}/graphql`).join(','),
        JWKS_URL: `${urlOf('user')}/.well-known/jwks.json`,
        RATE_LIMIT_PER_MINUTE: '100000',
        ANONYMOUS_RATE_LIMIT_PER_MINUTE: '100000',
      });
      gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
      for (const service of services) await service.waitUntilReady(AbortSignal.timeout(60_000));
    }, 90_000);
    afterAll(async () => {
      await Promise.all(services.map((service) => service.stop()));
    });

    test('does its whole job: a guest, a search, a valuation followed step by step, a narrative', async () => {
      const guest = await startGuest(gatewayUrl);
      const { data } = await guest.ask('{ searchCompanies(text: "bakker", first: 2) { nodes { id } } }');
      expect((data as { searchCompanies: { nodes: unknown[] } }).searchCompanies.nodes.length).toBe(2);

      const id = await saveDraft(guest);
      const progress = overEventStream(gatewayUrl)(
        { query: 'subscription ($id: ID!) { valuationProgress(id: $id) { done } }', variables: { id } },
        guest.token,
      );
      await until(() => progress.events.length === 1);
      expect((await calculate(guest, id)).errors).toBeUndefined();
      await until(() => progress.events.length === 14);
      progress.stop();
      expect((await writeNarrative(guest, id)).errors).toBeUndefined();
      const read = await guest.ask(
        'query ($id: ID!) { valuation(id: $id) { latestVersion { number narrative { text } } } }',
        { id },
      );
      expect(read).toMatchObject({ data: { valuation: { latestVersion: { number: 1 } } } });
    });

    test('reads from the replica', async () => {
      const replicaUrl = cluster.replicas[0]?.url(undefined, undefined, 'pooled') ?? '';
      await query(adminUrl, 'create extension if not exists pg_stat_statements');
      const guest = await startGuest(gatewayUrl);
      await expect
        .poll(
          async () => {
            await guest.ask('{ searchCompanies(text: "slager", first: 2) { nodes { id } } }');
            const [row] = await query<{ calls: number }>(
              replicaUrl,
              `select coalesce(sum(calls), 0)::int as calls from pg_stat_statements
                where userid = 'app_registry'::regrole and query ~ 'companies'`,
            );
            return row?.calls;
          },
          { timeout: 20_000 },
        )
        .toBeGreaterThan(0);
    });

    test('with 40 guests at once, on no more connections than the pools have', async () => {
      await Promise.all(
        Array.from({ length: 40 }, async () => {
          const guest = await startGuest(gatewayUrl);
          expect((await calculate(guest, await saveDraft(guest))).errors).toBeUndefined();
        }),
      );
      const pools = await pooler.show<{ database: string; user: string; sv_active: number; sv_idle: number }>('pools');
      const busiest = Math.max(...pools.map((pool) => Number(pool.sv_active) + Number(pool.sv_idle)));
      expect(busiest).toBeLessThanOrEqual(30);
    });

    test('leaves no state of a session behind for the next client of a connection', async () => {
      for (const name of SUBGRAPHS) {
        const next = await connect(pooler.pooled(urlFor(name)));
        const { rows } = await next.query<{ name: string }>(
          `select name from pg_settings where source = 'session' union all select 'statement ' || name from pg_prepared_statements`,
        );
        // What PgBouncer itself sets anew for each client.
        const tracked = ['application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings'];
        expect(rows.map((row) => row.name).filter((each) => !tracked.includes(each))).toEqual([]);
      }
    });
  });

  test('a role keeps its deadlines on whatever connection it gets', async () => {
    const client = await connect(asValuation());
    await expect(client.query('select pg_sleep(20)')).rejects.toMatchObject({ code: '57014' });
  });

  test('a request to cancel reaches the statement behind the pooler', async () => {
    const client = await connect(asValuation());
    const canceled = client.query(`select 'canceled', pg_sleep(1.8)`).then(
      () => 'ended',
      (error: { code: string }) => error.code,
    );
    await sleep(200);
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
    const { connection } = new pg.Client(asValuation()) as unknown as {
      connection: {
        connect(port: number, host: string): void;
        cancel(pid: number, key: number): void;
      } & NodeJS.EventEmitter;
    };
    const { port, hostname } = new URL(asValuation());
    connection.once('connect', () => connection.cancel(processID, secretKey));
    connection.on('error', () => undefined);
    connection.connect(Number(port), hostname);
    expect(await canceled).toBe('57014');
  });

  test('200 clients share 30 connections and all are answered', async () => {
    const many = await Promise.all(Array.from({ length: 200 }, () => connect(asValuation())));
    const answers = await Promise.all(many.map((client) => client.query('select pg_backend_pid() as pid')));
    expect(answers.length).toBe(200);
    const backends = await query(
      adminUrl,
      `select 1 from pg_stat_activity where usename = 'app_valuation' and datname = current_database()`,
    );
    expect(backends.length).toBeLessThanOrEqual(31);
    await Promise.all(many.map((client) => client.end()));
  });

  test('a login that PostgreSQL would refuse is refused, and superusers cannot log in at all', async () => {
    const url = new URL(asValuation());
    url.password = 'wrong';
    await expect(connect(url.href)).rejects.toThrow(/authentication failed/);
    await expect(connect(pooler.pooled(adminUrl))).rejects.toThrow(/authentication failed|no such user/);
  });

  describe('what the platform refrains from would fail here:', () => {
    test('a setting of a session reaches another client', async () => {
      const one = await connect(pooler.pooled(urlFor('ai')));
      await one.query(`set lock_timeout = '777ms'`);
      const other = await connect(pooler.pooled(urlFor('ai')));
      expect((await other.query<{ lock_timeout: string }>('show lock_timeout')).rows).toEqual([
        { lock_timeout: '777ms' },
      ]);
    });

    test('listening through the transaction pool hears nothing, through the session pool everything', async () => {
      const heard: string[] = [];
      for (const name of ['platform', 'platform_session'] as const) {
        const listener = await connect(pooler.pooled(urlFor('valuation'), name));
        listener.on('notification', () => heard.push(name));
        await listener.query('listen news');
      }
      await query(adminUrl, `notify news`);
      await until(() => heard.length > 0);
      expect(heard).toEqual(['platform_session']);
    });
  });
});
