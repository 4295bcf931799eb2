import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withAdministrator } from '../../lib/db-admin.ts';
import type { PostgresNode } from '../../lib/cluster/postgres-node.ts';
import type { Platform } from '../../scripts/platform/start-platform.ts';
import { PLATFORM_DATABASE } from '../../scripts/platform/stores.ts';
import { calculate, DRAFT, saveDraft, startGuest } from '../support/account.ts';
import type { Account } from '../support/account.ts';
import { startTestPlatform } from '../support/platform.ts';

let platform: Platform;
let guest: Account;

beforeAll(async () => {
  platform = await startTestPlatform();
  guest = await startGuest(platform.gatewayUrl);
});
afterAll(() => platform.stop());

const READ = 'query ($id: ID!) { valuation(id: $id) { revision draft { companyName years { year revenue } } } }';
const SEARCH = '{ searchCompanies(text: "bakker", first: 2) { nodes { id } } }';

const cluster = () => {
  if (!platform.stores.cluster) throw new Error('the platform has no servers of its own');
  return platform.stores.cluster;
};
const pids = () => Object.values(platform.services).map(({ pid }) => pid);
const codeOf = ({ errors }: Awaited<ReturnType<Account['ask']>>) => errors?.[0]?.extensions['code'];

/** Readiness is looked at once a second at most, so it follows a change with that delay. */
async function untilReadiness(status: 200 | 503): Promise<void> {
  while ((await fetch(`${platform.gatewayUrl}/health/ready`)).status !== status) await sleep(100);
}

async function lsnOf(node: PostgresNode, position: string): Promise<number> {
  return withAdministrator(node.url(), async (client) => {
    const { rows } = await client.query<{ lsn: string }>(`select ${position} - '0/0' as lsn`);
    return Number(rows[0]?.lsn);
  });
}

/** A position that is written and not yet flushed reaches nobody when its primary hangs, and a token may name it. */
async function untilReplicasHaveAll(): Promise<void> {
  const { primary, replicas } = cluster();
  const written = await lsnOf(primary, 'pg_current_wal_insert_lsn()');
  for (const replica of replicas)
    await expect
      .poll(() => lsnOf(replica, 'pg_last_wal_replay_lsn()'), { timeout: 10_000 })
      .toBeGreaterThanOrEqual(written);
}

describe('the primary', () => {
  test('lost as in a power cut: writes say so, no process falls, and after its return nothing saved is missing', async () => {
    const id = await saveDraft(guest);
    const saved = await guest.ask(READ, { id });
    const before = pids();

    await cluster().primary.kill();
    const write = await guest.ask(
      'mutation ($id: ID!, $draft: ValuationDraftInput!) { saveValuationDraft(input: { id: $id, draft: $draft }) { valuation { id } } }',
      {
        id,
        draft: { ...DRAFT, companyName: 'Never stored' },
      },
    );
    expect(codeOf(write)).toBe('UPSTREAM_UNAVAILABLE');
    expect(write.errors?.[0]?.extensions['retryable']).toBe(true);
    expect(codeOf(await calculate(guest, id))).toBe('UPSTREAM_UNAVAILABLE');
    await untilReadiness(503);
    expect((await fetch(`${platform.gatewayUrl}/api/v1/health`)).status).toBe(200);

    await cluster().primary.start();
    await untilReadiness(200);
    expect(await guest.ask(READ, { id })).toEqual(saved);
    expect((await calculate(guest, id)).errors).toBeUndefined();
    expect(pids()).toEqual(before);
  });

  test('frozen: reads go on, a write is answered with a code instead of never, and it is used again when it moves', async () => {
    const id = await saveDraft(guest);
    expect((await guest.ask(READ, { id })).errors).toBeUndefined();
    await untilReplicasHaveAll();
    await cluster().primary.freeze();
    try {
      expect(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE']).toContain(codeOf(await calculate(guest, id)));
      expect((await guest.ask(READ, { id })).errors).toBeUndefined();
    } finally {
      await cluster().primary.resume();
    }
    await untilReadiness(200);
    expect((await guest.ask(READ, { id })).errors).toBeUndefined();
  });
});

test('both replicas lost: the registry goes on answering, from the primary', async () => {
  const [first, second] = cluster().replicas;
  await first?.kill();
  await second?.kill();
  for (let i = 0; i < 5; i++) {
    const { data, errors } = await guest.ask(SEARCH);
    expect(errors).toBeUndefined();
    expect((data as { searchCompanies: { nodes: unknown[] } }).searchCompanies.nodes.length).toBe(2);
  }
  await first?.start();
  await second?.start();
});

test('a client that goes away has its SQL cancelled, and one that stays has not', async () => {
  const id = await saveDraft(guest);
  const url = cluster().primary.url(undefined, undefined, PLATFORM_DATABASE);
  const calculateFor = (signal: AbortSignal): Promise<unknown> =>
    fetch(`${platform.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${guest.token}` },
      body: JSON.stringify({
        query: 'mutation ($id: ID!) { calculateValuation(input: { valuationId: $id }) { version { number } } }',
        variables: { id },
      }),
      signal,
    }).catch((error: Error) => error.name);
  await withAdministrator(url, async (administrator) => {
    const setDeadlines = async (lock: string, statement: string): Promise<void> => {
      await administrator.query(`alter role app_valuation set lock_timeout = '${lock}'`);
      await administrator.query(`alter role app_valuation set statement_timeout = '${statement}'`);
      await administrator.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'app_valuation'`,
      );
      await expect.poll(async () => (await calculate(guest, id)).errors, { timeout: 20_000 }).toBeUndefined();
    };
    // On another connection: within a transaction PostgreSQL shows the same activity all the time.
    const countWaiting = (): Promise<number | null> =>
      withAdministrator(url, async (observer) => {
        const waiting = `select 1 from pg_stat_activity where usename = 'app_valuation' and wait_event_type = 'Lock'`;
        return (await observer.query(waiting)).rowCount;
      });
    // Else PostgreSQL itself would end the wait after a second.
    await setDeadlines('20s', '20s');
    await administrator.query('begin');
    await administrator.query('lock table app_valuation.valuations in access exclusive mode');
    const leaver = new AbortController();
    const staying = calculateFor(AbortSignal.timeout(20_000));
    const leaving = calculateFor(leaver.signal);
    await expect.poll(countWaiting, { timeout: 2_000 }).toBe(2);
    leaver.abort();
    expect(await leaving).toBe('AbortError');
    await expect.poll(countWaiting, { timeout: 1_000 }).toBe(1);
    await administrator.query('rollback');
    await staying;
    await setDeadlines('1s', '2s');
  });
});

test('a subgraph frozen: its fields are null with one masked error, and the rest of the answer is intact', async () => {
  const id = await saveDraft(guest, { ...DRAFT, companyId: 'BE1999000150' });
  const { pid = 0 } = platform.services.registry;
  process.kill(pid, 'SIGSTOP');
  try {
    const { data, errors } = await guest.ask('query ($id: ID!) { valuation(id: $id) { id company { name } } }', { id });
    expect(data).toEqual({ valuation: { id, company: null } });
    expect(errors?.map(({ extensions }) => [extensions['code'], extensions['service']])).toEqual([
      ['UPSTREAM_TIMEOUT', 'registry'],
    ]);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await untilReadiness(200);
});
