import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from '../../scripts/platform/start-platform.ts';
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
