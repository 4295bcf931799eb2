import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import type { Platform } from '../../scripts/platform/start-platform.ts';
import { createAccount, DRAFT, startGuest } from '../support/account.ts';
import type { Account } from '../support/account.ts';
import { startAnswerCutter } from '../support/answer-cutter.ts';
import type { AnswerCutter } from '../support/answer-cutter.ts';
import { startTestPlatform } from '../support/platform.ts';

const RETRIES = 3;
const SENDERS = 16;
const SAVE = `mutation ($draft: ValuationDraftInput!, $key: ID) {
  saveValuationDraft(input: { draft: $draft, idempotencyKey: $key }) { valuation { id } }
}`;

let platform: Platform;
let cutter: AnswerCutter;
let admin: pg.Pool;
beforeAll(async () => {
  platform = await startTestPlatform();
  cutter = await startAnswerCutter(platform.gatewayUrl);
  admin = new pg.Pool({ connectionString: platform.stores.adminUrl, max: 1 });
});
afterAll(async () => {
  await cutter.close();
  await admin.end();
  await platform.stop();
});

/** Saves drafts as somebody whose first answer, and those to all retries but the last, are lost. Returns how many rows came of it. */
async function saveThroughCuts(count: number, keyOf: () => string | null): Promise<number> {
  const guest = await startGuest(platform.gatewayUrl);
  const { data } = (await guest.ask('{ me { id } }')) as { data: { me: { id: string } } };
  const behindCuts = createAccount(cutter.url, guest.token);
  const save = async (): Promise<void> => {
    const variables = { draft: DRAFT, key: keyOf() };
    for (let attempt = 0; attempt < RETRIES; attempt++) await expectLost(behindCuts, variables);
    const answer = await guest.ask(SAVE, variables);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  };
  let left = count;
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      while (left-- > 0) await save();
    }),
  );
  const { rows } = await admin.query<{ count: number }>(
    'select count(*)::int as count from app_valuation.valuations where owner_id = $1',
    [data.me.id],
  );
  return rows[0]?.count ?? 0;
}

async function expectLost(account: Account, variables: Record<string, unknown>): Promise<void> {
  await expect(account.ask(SAVE, variables)).rejects.toThrow();
}

test('1,000 mutations whose answer is lost, each sent again three times with its key, have 1,000 effects', async () => {
  expect(await saveThroughCuts(1_000, randomUUID)).toBe(1_000);
  expect(cutter.cutCount()).toBe(1_000 * RETRIES);
}, 300_000);

test('without a key each time they are sent has its effect', async () => {
  expect(await saveThroughCuts(20, () => null)).toBe(20 * (RETRIES + 1));
});
