import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Identity } from '../../../lib/identity.ts';
import { guest, user } from '../../support/signed-client.ts';
import { SMALL_DRAFT } from './example-drafts.ts';
import { startValuationSubgraph } from './valuation-subgraph.ts';
import type { ValuationSubgraph } from './valuation-subgraph.ts';

let subgraph: ValuationSubgraph;
beforeAll(async () => {
  subgraph = await startValuationSubgraph();
});
afterAll(() => subgraph.close());

let ann: Identity;
let idempotencyKey: string;
beforeEach(() => {
  ann = user(randomUUID());
  idempotencyKey = randomUUID();
});

const countOwned = async ({ id }: Identity): Promise<number | undefined> => {
  const [row] = await subgraph.database.query<{ count: number }>(
    'select count(*)::int as count from app_valuation.valuations where owner_id = $1',
    [id],
  );
  return row?.count;
};
const codeOf = ({ errors }: Awaited<ReturnType<ValuationSubgraph['trySave']>>) => errors?.[0]?.extensions['code'];

/** Ends every connection of the service that waits for a lock, as a failover would. */
const endWaiting = () =>
  subgraph.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where usename = 'app_valuation' and wait_event_type = 'Lock' and datname = current_database()`,
  );

/** Keeps everybody from adding valuations until the returned function is called. */
async function holdValuations(): Promise<() => Promise<void>> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: subgraph.database.adminUrl });
  await client.connect();
  await client.query('begin; lock table app_valuation.valuations in share mode');
  return () => client.end();
}

describe('a mutation sent again under its key', () => {
  test('saves one draft and answers with it', async () => {
    const input = { draft: SMALL_DRAFT, idempotencyKey };
    const first = await subgraph.save(ann, input);
    expect(await subgraph.save(ann, input)).toEqual(first);
    expect(await subgraph.save(ann, { ...input, idempotencyKey: idempotencyKey.toUpperCase() })).toEqual(first);
    expect(await countOwned(ann)).toBe(1);
  });

  test('changes a draft once, also where it asks for the revision that its first time has replaced', async () => {
    const { id } = await subgraph.save(ann, { draft: {} });
    const input = { id, expectedRevision: 1, draft: SMALL_DRAFT, idempotencyKey };
    expect((await subgraph.save(ann, input)).revision).toBe(2);
    expect((await subgraph.save(ann, input)).revision).toBe(2);
  });

  test('calculates one version and answers with it', async () => {
    const { id } = await subgraph.save(ann, { draft: SMALL_DRAFT });
    const QUERY = `mutation ($input: CalculateValuationInput!) {
      calculateValuation(input: $input) { version { number createdAt seed equityValue { mid } } valuation { id } }
    }`;
    const calculate = (key: string) =>
      subgraph.ask(ann, QUERY, { input: { valuationId: id, expectedRevision: 1, idempotencyKey: key } });
    const first = await calculate(idempotencyKey);
    const other = await calculate(randomUUID());
    expect(first.data).toMatchObject({ calculateValuation: { version: { number: 1 } } });
    expect(other.data).toMatchObject({ calculateValuation: { version: { number: 2 } } });
    expect(await calculate(idempotencyKey)).toEqual(first);
  });

  test('by ten requests at once has one effect, and each gets its result', async () => {
    const input = { draft: SMALL_DRAFT, idempotencyKey };
    const saved = await Promise.all(Array.from({ length: 10 }, () => subgraph.save(ann, input)));
    expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
    expect(await countOwned(ann)).toBe(1);
  });

  test('with its fields in another order is the same, with another value a CONFLICT', async () => {
    const first = await subgraph.save(ann, { draft: SMALL_DRAFT, idempotencyKey });
    const reordered = Object.fromEntries(Object.entries(SMALL_DRAFT).reverse());
    expect(await subgraph.save(ann, { idempotencyKey, draft: reordered })).toEqual(first);
    const changed = await subgraph.trySave(ann, { draft: { ...SMALL_DRAFT, owners: 2 }, idempotencyKey });
    expect(codeOf(changed)).toBe('CONFLICT');
    const otherMutation = await subgraph.tryCalculate(ann, { valuationId: first.id, idempotencyKey });
    expect(otherMutation.errors?.[0]?.extensions['code']).toBe('CONFLICT');
    expect(await countOwned(ann)).toBe(1);
  });

  test('after 24 hours has its effect again', async () => {
    const input = { draft: SMALL_DRAFT, idempotencyKey };
    const first = await subgraph.save(ann, input);
    const [row] = await subgraph.database.query<{ hours: number }>(
      'update app_valuation.idempotency_keys set expires_at = expires_at - interval $$24 hours$$ where result = to_jsonb($1::text) returning extract(epoch from expires_at - now())::int / 3600 as hours',
      [first.id],
    );
    expect(row).toEqual({ hours: 0 });
    expect((await subgraph.save(ann, input)).id).not.toBe(first.id);
  });
});

describe('a key', () => {
  test('of somebody else is another', async () => {
    const input = { draft: SMALL_DRAFT, idempotencyKey };
    const own = await subgraph.save(ann, input);
    for (const other of [user(randomUUID()), guest(ann.id)])
      expect((await subgraph.save(other, input)).id).not.toBe(own.id);
  });

  test('recalls nothing that has gone to somebody else since', async () => {
    const visitor = guest(randomUUID());
    const input = { draft: SMALL_DRAFT, idempotencyKey };
    await subgraph.save(visitor, input);
    const MIGRATE = 'mutation ($from: ID!, $to: ID!) { migrateGuestValuations(guestSessionId: $from, userId: $to) }';
    await subgraph.ask({ ...ann, kind: 'service', id: 'user' }, MIGRATE, { from: visitor.id, to: ann.id });
    expect(codeOf(await subgraph.trySave(visitor, input))).toBe('NOT_FOUND');
  });

  test('stays free when the mutation is refused', async () => {
    const { id } = await subgraph.save(ann, { draft: {} });
    const refused = await subgraph.trySave(ann, { id, expectedRevision: 9, draft: {}, idempotencyKey });
    expect(codeOf(refused)).toBe('PRECONDITION_FAILED');
    expect((await subgraph.save(ann, { id, expectedRevision: 1, draft: {}, idempotencyKey })).revision).toBe(2);
  });

  test.each(['', '1', 'retry-1', '00000000-0000-0000-0000'])('such as %j is refused', async (key) => {
    const refused = await subgraph.trySave(ann, { draft: {}, idempotencyKey: key });
    expect(refused.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'idempotencyKey', message: 'must be a UUID' }],
    });
  });

  test('is stored as a hash, and so is what came with it', async () => {
    await subgraph.save(ann, { draft: { companyName: 'Very private' }, idempotencyKey });
    const rows = await subgraph.database.query('select k::text as row from app_valuation.idempotency_keys k');
    expect(JSON.stringify(rows)).not.toContain(idempotencyKey);
    expect(JSON.stringify(rows)).not.toContain('Very private');
  });
});

describe('a mutation whose connection to the database is lost', () => {
  async function saveThroughLoss(input: object) {
    const release = await holdValuations();
    try {
      const saving = subgraph.trySave(ann, input);
      await expect.poll(() => subgraph.isSomebodyWaiting()).toBe(true);
      await endWaiting();
      await release();
      return await saving;
    } finally {
      await release();
    }
  }

  test('is tried again by itself with a key, and has one effect', async () => {
    expect(codeOf(await saveThroughLoss({ draft: SMALL_DRAFT, idempotencyKey }))).toBeUndefined();
    expect(await countOwned(ann)).toBe(1);
  });

  test('is left to its client without one', async () => {
    expect(codeOf(await saveThroughLoss({ draft: SMALL_DRAFT }))).toBe('UPSTREAM_UNAVAILABLE');
    expect(await countOwned(ann)).toBe(0);
  });
});
