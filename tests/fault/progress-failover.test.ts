import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platform } from '../../scripts/platform/start-platform.ts';
import { calculate, saveDraft, startGuest } from '../support/account.ts';
import type { Account } from '../support/account.ts';
import { startTestPlatform } from '../support/platform.ts';
import { overEventStream } from '../support/stream-clients.ts';
import type { Seen } from '../support/stream-clients.ts';

let platform: Platform;
let guest: Account;
beforeAll(async () => {
  platform = await startTestPlatform({ acquireTimeoutMs: 10_000 });
  guest = await startGuest(platform.gatewayUrl);
});
afterAll(() => platform.stop());

const follow = (id: string): Seen =>
  overEventStream(platform.gatewayUrl)(
    { query: 'subscription ($id: ID!) { valuationProgress(id: $id) { version { number } } }', variables: { id } },
    guest.token,
  );
/** Numbers of the versions that a subscriber was told of. */
const versionsIn = ({ events }: Seen): number[] =>
  events.flatMap(({ data }) => {
    const { version } = (data as { valuationProgress: { version: { number: number } | null } }).valuationProgress;
    return version ? [version.number] : [];
  });

test('who follows a valuation hears of it through a failover, and so does who begins after it', async () => {
  const id = await saveDraft(guest);
  const before = follow(id);
  await expect.poll(() => before.events.length).toBe(1);
  expect((await calculate(guest, id)).errors).toBeUndefined();
  await expect.poll(() => versionsIn(before)).toEqual([1]);

  const { cluster } = platform.stores;
  if (!cluster) throw new Error('the platform has no servers of its own');
  await cluster.primary.kill();
  await cluster.promote();
  await expect.poll(async () => (await calculate(guest, id)).errors, { timeout: 20_000 }).toBeUndefined();
  await expect.poll(() => versionsIn(before), { timeout: 20_000 }).toContain(2);
  const after = follow(id);
  await expect.poll(() => versionsIn(after), { timeout: 20_000 }).toContain(2);
  before.stop();
  after.stop();
});
