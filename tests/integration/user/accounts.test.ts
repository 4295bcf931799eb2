import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANONYMOUS } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';
import { guest, user } from '../../support/signed-client.ts';
import { DAY_MS, startUserSubgraph } from './user-subgraph.ts';
import type { UserSubgraph } from './user-subgraph.ts';

let subgraph: UserSubgraph;
beforeAll(async () => {
  subgraph = await startUserSubgraph();
});
afterAll(() => subgraph.close());

const ME = '{ me { __typename id createdAt ... on User { email } ... on GuestSession { expiresAt } } }';
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Account { id } ... on User { email } }
}`;

describe('a guest session', () => {
  test('lives for 7 days, and so does its token', async () => {
    const { data } = await subgraph.ask<{
      startGuestSession: { accessToken: string; guestSession: { id: string; createdAt: string; expiresAt: string } };
    }>(ANONYMOUS, 'mutation { startGuestSession { accessToken guestSession { id createdAt expiresAt } } }');
    const { accessToken, guestSession } = data.startGuestSession;
    const { payload, protectedHeader } = await subgraph.verify(accessToken);

    expect(Date.parse(guestSession.expiresAt) - Date.parse(guestSession.createdAt)).toBe(7 * DAY_MS);
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'current' });
    expect(payload).toEqual({
      iss: 'valuation-graph',
      aud: 'gateway',
      sub: guestSession.id,
      sid: guestSession.id,
      kind: 'guest',
      roles: ['guest'],
      scopes: [],
      iat: Math.floor(Date.parse(guestSession.createdAt) / 1_000),
      exp: Math.floor(Date.parse(guestSession.expiresAt) / 1_000),
    });
  });
});

describe('the published keys', () => {
  test('are the public halves of all keys, for any cache to keep', async () => {
    const response = await fetch(`${subgraph.url}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: Record<string, string>[] };
    const expected = (kid: string) => ({
      kty: 'EC',
      crv: 'P-256',
      alg: 'ES256',
      use: 'sig',
      kid,
      x: expect.stringMatching(/^[\w-]{43}$/) as string,
      y: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    expect(keys).toEqual([expected('current'), expected('previous')]);
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  });
});

describe('me', () => {
  test('is the user of a user token', async () => {
    const { user: registered } = await subgraph.registerSomebody();
    const { data } = await subgraph.ask(user(registered.id), ME);
    expect(data).toMatchObject({ me: { __typename: 'User', id: registered.id, email: registered.email } });
  });

  test('is the session of a guest token', async () => {
    const identity = await subgraph.startGuest();
    const { data } = await subgraph.ask(identity, ME);
    expect(data).toMatchObject({ me: { __typename: 'GuestSession', id: identity.id } });
  });

  test.each<Identity>([ANONYMOUS, { ...ANONYMOUS, kind: 'partner', id: 'p1' }, { ...ANONYMOUS, kind: 'service' }])(
    'is null for $kind',
    async (identity) => {
      expect(await subgraph.ask(identity, ME)).toEqual({ status: 200, data: { me: null } });
    },
  );

  test.each([guest(randomUUID()), user(randomUUID())])(
    'is UNAUTHENTICATED for a $kind who is gone',
    async (identity) => {
      const { data, errors } = await subgraph.ask(identity, ME);
      expect(data).toEqual({ me: null });
      expect(errors?.[0]).toMatchObject({ path: ['me'], extensions: { code: 'UNAUTHENTICATED', service: 'user' } });
    },
  );
});

describe('a reference from another subgraph', () => {
  test.each(['Account', 'User'])('to the own account as %s resolves', async (typename) => {
    const { user: own } = await subgraph.registerSomebody();
    const representations = [{ __typename: typename, id: own.id }];
    const { data } = await subgraph.ask(user(own.id), ENTITIES, { representations });
    expect(data).toEqual({ _entities: [{ __typename: 'User', id: own.id, email: own.email }] });
  });

  test.each(['Account', 'GuestSession'])('to the own guest session as %s resolves', async (typename) => {
    const identity = await subgraph.startGuest();
    const representations = [{ __typename: typename, id: identity.id }];
    const { data } = await subgraph.ask(identity, ENTITIES, { representations });
    expect(data).toEqual({ _entities: [{ __typename: 'GuestSession', id: identity.id }] });
  });

  test("to somebody else's account is NOT_FOUND, whoever asks", async () => {
    const [{ user: own }, { user: other }, otherGuest] = await Promise.all([
      subgraph.registerSomebody(),
      subgraph.registerSomebody(),
      subgraph.startGuest(),
    ]);
    const representations = [
      { __typename: 'User', id: other.id },
      { __typename: 'Account', id: other.id },
      { __typename: 'GuestSession', id: otherGuest.id },
      { __typename: 'Account', id: otherGuest.id },
      { __typename: 'User', id: 'not an id' },
      { __typename: 'GuestSession', id: own.id },
    ];
    for (const identity of [user(own.id), ANONYMOUS, { ...ANONYMOUS, kind: 'service', id: 'valuation' } as const]) {
      const { data, errors } = await subgraph.ask(identity, ENTITIES, { representations });
      expect(data).toEqual({ _entities: representations.map(() => null) });
      expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(representations.map(() => 'NOT_FOUND'));
    }
  });

  test('costs one statement for a batch of 50', async () => {
    const { user: own } = await subgraph.registerSomebody();
    const representations = Array.from({ length: 50 }, (_, index) => ({
      __typename: index % 2 === 0 ? 'Account' : 'User',
      id: index < 40 ? own.id : randomUUID(),
    }));
    const statements = await subgraph.database.countStatements('user', () =>
      subgraph.ask(user(own.id), ENTITIES, { representations }),
    );
    const ofUsers = statements.filter(({ query }) => query.includes('"users"'));
    expect(ofUsers.map(({ calls }) => calls)).toEqual([1]);
  });
});
