import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSubgraphClient } from '../../../lib/subgraph-client.ts';
import { ANONYMOUS } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';
import { guest, SIGNING_SECRET, user } from '../../support/signed-client.ts';
import { SMALL_DRAFT } from './example-drafts.ts';
import { startValuationSubgraph } from './valuation-subgraph.ts';
import type { ValuationSubgraph } from './valuation-subgraph.ts';

let subgraph: ValuationSubgraph;
beforeAll(async () => {
  subgraph = await startValuationSubgraph();
});
afterAll(() => subgraph.close());

const USER_SUBGRAPH: Identity = { ...ANONYMOUS, kind: 'service', id: 'user' };
const MIGRATE = `mutation ($guestSessionId: ID!, $userId: ID!) {
  migrateGuestValuations(guestSessionId: $guestSessionId, userId: $userId)
}`;
const READ = 'query ($id: ID!) { valuation(id: $id) { id revision updatedAt latestVersion { number ownerId } } }';

const migrate = (identity: Identity, guestSessionId: string, userId: string) =>
  subgraph.ask<{ migrateGuestValuations: number } | null>(identity, MIGRATE, { guestSessionId, userId });

describe('a guest who signs in', () => {
  test('takes every valuation along, as it was, and the guest has none left', async () => {
    const visitor = guest(randomUUID());
    const ann = user(randomUUID());
    const saved = await subgraph.save(visitor, { draft: SMALL_DRAFT });
    await subgraph.save(visitor, { draft: {} });
    await subgraph.calculate(visitor, saved.id);
    const { id: foreignId } = await subgraph.save(guest(randomUUID()), { draft: {} });

    const { data } = await migrate(USER_SUBGRAPH, visitor.id, ann.id);
    expect(data).toEqual({ migrateGuestValuations: 2 });
    expect((await subgraph.ask(ann, READ, { id: saved.id })).data).toEqual({
      valuation: {
        id: saved.id,
        revision: 1,
        updatedAt: saved.updatedAt,
        latestVersion: { number: 1, ownerId: ann.id },
      },
    });
    for (const [identity, id] of [
      [visitor, saved.id],
      [ann, foreignId],
    ] as const)
      expect((await subgraph.ask(identity, READ, { id })).data).toEqual({ valuation: null });
  });

  test('can be moved again without harm, and takes along what was saved meanwhile', async () => {
    const visitor = guest(randomUUID());
    const ann = user(randomUUID());
    await subgraph.save(visitor, { draft: {} });
    const answers = await Promise.all(Array.from({ length: 4 }, () => migrate(USER_SUBGRAPH, visitor.id, ann.id)));
    const moved = answers.map(({ data }) => data?.migrateGuestValuations);
    expect(moved.sort()).toEqual([0, 0, 0, 1]);
    await subgraph.save(visitor, { draft: {} });
    expect((await migrate(USER_SUBGRAPH, visitor.id, ann.id)).data).toEqual({ migrateGuestValuations: 1 });
  });

  test('can be moved through the client that services use', async () => {
    const visitor = guest(randomUUID());
    await subgraph.save(visitor, { draft: {} });
    const client = createSubgraphClient({
      service: 'valuation',
      url: `${subgraph.url}/graphql`,
      secrets: [SIGNING_SECRET],
      timeoutMs: 5_000,
    });
    const variables = { guestSessionId: visitor.id, userId: randomUUID() };
    const call = { query: MIGRATE, variables, identity: USER_SUBGRAPH, requestId: 'test' };
    expect(await client.call(call)).toEqual({ migrateGuestValuations: 1 });
    await client.close();
  });
});

describe('nobody else', () => {
  const owner = guest(randomUUID());
  test.each<Identity>([
    ANONYMOUS,
    owner,
    user(randomUUID()),
    { ...ANONYMOUS, kind: 'partner', id: 'user' },
    { ...ANONYMOUS, kind: 'service', id: 'ai' },
    { ...user('user'), roles: ['admin'], scopes: ['*'] },
  ])('may move valuations, such as $kind "$id"', async (identity) => {
    const { id } = await subgraph.save(owner, { draft: {} });
    const { data, errors } = await migrate(identity, owner.id, randomUUID());
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect((await subgraph.ask(owner, READ, { id })).data).toMatchObject({ valuation: { id } });
  });
});

test('an id that is no UUID is refused by name', async () => {
  for (const [guestSessionId, userId, path] of [
    ['x', randomUUID(), 'guestSessionId'],
    [randomUUID(), '', 'userId'],
  ] as const) {
    const { errors } = await migrate(USER_SUBGRAPH, guestSessionId, userId);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  }
});
