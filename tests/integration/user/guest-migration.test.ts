import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withAdministrator } from '../../../lib/db-admin.ts';
import { guest, user as asUser } from '../../support/signed-client.ts';
import { DAY_MS, MINUTE_MS, PASSWORD, startUserSubgraph } from './user-subgraph.ts';
import type { UserSubgraph } from './user-subgraph.ts';

let subgraph: UserSubgraph;
beforeEach(async () => {
  subgraph = await startUserSubgraph();
});
afterEach(() => subgraph.close());

const POLL = { timeout: 10_000, interval: 50 };

const outbox = () =>
  subgraph.database.query<{ done: boolean; count: number }>(
    `select completed_at is not null as done, valuation_count as count
       from app_user.guest_migrations order by guest_session_id`,
  );

describe('a guest who registers', () => {
  test('takes the valuations along, moved in the name of the user subgraph', async () => {
    subgraph.valuation.behaviour = 3;
    const identity = await subgraph.startGuest();
    const { user, guestMigration } = await subgraph.registerSomebody(identity);
    expect(guestMigration).toEqual({ status: 'COMPLETED', valuationCount: 3 });
    expect(subgraph.valuation.moves).toEqual([
      {
        identity: { kind: 'service', id: 'user', roles: [], scopes: [], clientName: 'user' },
        guestSessionId: identity.id,
        userId: user.id,
      },
    ]);
  });

  test('with an e-mail that is taken keeps the valuations as a guest', async () => {
    const { user } = await subgraph.registerSomebody();
    const identity = await subgraph.startGuest();
    const { errors } = await subgraph.register({ email: user.email, password: PASSWORD }, identity);
    expect(errors?.[0]?.extensions['code']).toBe('CONFLICT');
    expect(subgraph.valuation.moves).toEqual([]);
    expect(await outbox()).toEqual([]);
  });

  test('under an identity that is no guest of ours is signed in without a move', async () => {
    const { guestMigration } = await subgraph.registerSomebody(guest('0190a000-0000-7000-8000-000000000000'));
    expect(guestMigration).toBe(null);
    expect(subgraph.valuation.moves).toEqual([]);
  });
});

describe('a guest who signs in again', () => {
  test('to the same account moves what was saved since', async () => {
    subgraph.valuation.behaviour = 2;
    const identity = await subgraph.startGuest();
    const { user } = await subgraph.registerSomebody(identity);
    subgraph.valuation.behaviour = 1;
    const again = subgraph.resultOf(await subgraph.login({ email: user.email, password: PASSWORD }, identity));
    expect(again.guestMigration).toEqual({ status: 'COMPLETED', valuationCount: 3 });
    expect(subgraph.valuation.moves).toHaveLength(2);
  });

  test('to another account moves nothing', async () => {
    const identity = await subgraph.startGuest();
    const { user: first } = await subgraph.registerSomebody(identity);
    const { guestMigration } = await subgraph.registerSomebody(identity);
    expect(guestMigration).toBe(null);
    expect(subgraph.valuation.moves.map(({ userId }) => userId)).toEqual([first.id]);
  });

  test('to two accounts at the same time moves to one of them', async () => {
    const identity = await subgraph.startGuest();
    const results = await Promise.all([1, 2].map(() => subgraph.registerSomebody(identity)));
    const moved = results.filter(({ guestMigration }) => guestMigration !== null);
    expect(moved).toHaveLength(1);
    expect(subgraph.valuation.moves.map(({ userId }) => userId)).toEqual(moved.map(({ user }) => user.id));
  });
});

describe('while the valuation subgraph is out', () => {
  test.each(['down', 'silent'] as const)('%s, the guest is signed in and the move follows later', async (outage) => {
    subgraph.valuation.behaviour = outage;
    const identity = await subgraph.startGuest();
    const { user: account, guestMigration } = await subgraph.registerSomebody(identity);
    expect(guestMigration).toEqual({ status: 'PENDING', valuationCount: null });
    expect(await subgraph.ask(asUser(account.id), '{ me { id } }')).toMatchObject({ data: { me: { id: account.id } } });

    subgraph.valuation.behaviour = 4;
    subgraph.advance(6_000);
    await expect.poll(outbox, POLL).toEqual([{ done: true, count: 4 }]);
    expect(subgraph.valuation.moves.at(-1)).toMatchObject({ guestSessionId: identity.id, userId: account.id });
  });

  test('a move is tried less and less often', async () => {
    subgraph.valuation.behaviour = 'down';
    await subgraph.registerSomebody(await subgraph.startGuest());
    const waitsSeconds: unknown[] = [];
    for (let attempts = 2; attempts <= 8; attempts++) {
      subgraph.advance(5 * MINUTE_MS);
      await expect.poll(() => subgraph.valuation.moves.length, POLL).toBe(attempts);
      const [row] = await subgraph.database.query<{ wait: number }>(
        'select extract(epoch from next_delivery_at - $1)::int as wait from app_user.guest_migrations',
        [subgraph.clock()],
      );
      waitsSeconds.push(row?.wait);
    }
    expect(waitsSeconds).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });

  test('an instance that stops during a move leaves it to the next', async () => {
    subgraph.valuation.behaviour = 'down';
    await subgraph.registerSomebody(await subgraph.startGuest());
    subgraph.valuation.behaviour = 'silent';
    subgraph.advance(6_000);
    await expect.poll(() => subgraph.valuation.moves.length, POLL).toBe(2);
    await subgraph.stopFirstInstance();
    expect(await outbox()).toEqual([{ done: false, count: 0 }]);

    subgraph.valuation.behaviour = 1;
    subgraph.advance(MINUTE_MS);
    await subgraph.startInstance();
    await expect.poll(outbox, POLL).toEqual([{ done: true, count: 1 }]);
  });

  test('a move that one instance is taking up is passed over by the others', async () => {
    subgraph.valuation.behaviour = 'down';
    const guests = await Promise.all([1, 2, 3].map(() => subgraph.startGuest()));
    await Promise.all(guests.map((identity) => subgraph.registerSomebody(identity)));
    subgraph.valuation.behaviour = 1;
    await subgraph.startInstance();
    await withAdministrator(subgraph.database.adminUrl, async (client) => {
      await client.query('begin');
      await client.query('select from app_user.guest_migrations order by next_delivery_at limit 1 for update');
      subgraph.advance(6_000);
      await expect.poll(async () => (await outbox()).filter(({ done }) => done).length, POLL).toBe(2);
      await client.query('rollback');
    });
    await expect.poll(outbox, POLL).toEqual(guests.map(() => ({ done: true, count: 1 })));
    expect(subgraph.valuation.moves).toHaveLength(2 * guests.length);
  });
});

describe('while the ai subgraph is out', () => {
  test('the guest has the valuations, and the narratives follow later', async () => {
    subgraph.valuation.behaviour = 2;
    subgraph.ai.behaviour = 'down';
    const identity = await subgraph.startGuest();
    const { user: account, guestMigration } = await subgraph.registerSomebody(identity);
    expect(guestMigration?.status).toBe('PENDING');
    expect(subgraph.valuation.moves).toHaveLength(1);
    expect(await outbox()).toEqual([{ done: false, count: 2 }]);

    subgraph.valuation.behaviour = 0;
    subgraph.ai.behaviour = 1;
    subgraph.advance(6_000);
    await expect.poll(outbox, POLL).toEqual([{ done: true, count: 2 }]);
    expect(subgraph.ai.moves.at(-1)).toMatchObject({
      identity: { kind: 'service', id: 'user' },
      guestSessionId: identity.id,
      userId: account.id,
    });
  });
});

test('what is saved under the old token after the move follows when the guest session ends', async () => {
  subgraph.valuation.behaviour = 2;
  await subgraph.registerSomebody(await subgraph.startGuest());
  subgraph.valuation.behaviour = 1;
  subgraph.advance(7 * DAY_MS + 2 * MINUTE_MS);
  await expect.poll(outbox, POLL).toEqual([{ done: true, count: 3 }]);
  const left = await subgraph.database.query(
    'select 1 from app_user.guest_migrations where next_delivery_at is not null',
  );
  expect(left).toEqual([]);
});
