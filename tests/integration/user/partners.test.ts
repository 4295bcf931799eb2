import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANONYMOUS } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';
import { user } from '../../support/signed-client.ts';
import { PASSWORD, startUserSubgraph } from './user-subgraph.ts';
import type { UserSubgraph } from './user-subgraph.ts';

interface Key {
  readonly id: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}
interface Issued {
  readonly apiKey: string;
  readonly key: Key;
}

const HOUR_MS = 60 * 60 * 1_000;
const somebody = user('0198c0de-0000-7000-8000-00000000000a');
const admin: Identity = { ...somebody, roles: ['user', 'admin'] };
const gateway: Identity = { kind: 'service', id: 'gateway', roles: [], scopes: [], clientName: 'gateway' };

let subgraph: UserSubgraph;
beforeAll(async () => {
  subgraph = await startUserSubgraph();
});
afterAll(() => subgraph.close());

const KEY = '{ id prefix scopes expiresAt revokedAt }';

async function askAs<Result>(identity: Identity, query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await subgraph.ask<{ result: Result } | null>(identity, query, variables);
  return { result: data?.result as Result, code: errors?.[0]?.extensions['code'] };
}
const create = (clientName: string, identity = admin, idempotencyKey?: string) =>
  askAs<{ partner: { id: string; clientName: string } }>(
    identity,
    'mutation ($input: CreatePartnerInput!) { result: createPartner(input: $input) { partner { id clientName } } }',
    { input: { name: 'Acme', clientName, idempotencyKey } },
  );
const issue = (partnerId: string, scopes: string[] = []) =>
  askAs<Issued>(
    admin,
    `mutation ($input: IssuePartnerKeyInput!) { result: issuePartnerKey(input: $input) { apiKey key ${KEY} } }`,
    { input: { partnerId, scopes } },
  );
const rotate = (keyId: string, overlapHours?: number) =>
  askAs<Issued>(
    admin,
    `mutation ($input: RotatePartnerKeyInput!) { result: rotatePartnerKey(input: $input) { apiKey key ${KEY} } }`,
    { input: { keyId, overlapHours } },
  );
const revoke = (keyId: string) =>
  askAs<{ key: Key }>(admin, `mutation ($keyId: ID!) { result: revokePartnerKey(keyId: $keyId) { key ${KEY} } }`, {
    keyId,
  });
const verify = (apiKey: string, identity = gateway) =>
  askAs<{ partnerId: string; clientName: string; scopes: string[]; expiresAt: string | null } | null>(
    identity,
    `query ($prefix: String!, $sha256: String!) {
      result: verifyPartnerKey(prefix: $prefix, sha256: $sha256) { partnerId clientName scopes expiresAt }
    }`,
    { prefix: apiKey.split('_')[1], sha256: createHash('sha256').update(apiKey).digest('hex') },
  );

async function partnerWithKey(clientName: string, scopes?: string[]) {
  const { partner } = (await create(clientName)).result;
  return { partner, ...(await issue(partner.id, scopes)).result };
}

describe('an API key', () => {
  test('is shown once and stored as a hash, beside the prefix that it is looked up by', async () => {
    const { partner, apiKey, key } = await partnerWithKey('partner-once', ['cache:invalidate']);
    expect(apiKey).toMatch(/^vgk_[0-9a-f]{16}_[\w-]{43}$/);
    expect(key).toMatchObject({ prefix: apiKey.split('_')[1], scopes: ['cache:invalidate'], expiresAt: null });
    expect((await verify(apiKey)).result).toEqual({
      partnerId: partner.id,
      clientName: 'partner-once',
      scopes: ['cache:invalidate'],
      expiresAt: null,
    });
    const rows = await subgraph.database.query<{ row: string }>(
      'select row_to_json(k)::text as row from app_user.partner_keys k',
    );
    const stored = rows.map(({ row }) => row).join();
    expect(stored).toContain(key.prefix);
    expect(stored).not.toContain(apiKey.split('_').slice(2).join('_'));
  });

  test('is refused when any of it is wrong', async () => {
    const { apiKey } = await partnerWithKey('partner-wrong');
    const other = apiKey.endsWith('A') ? 'B' : 'A';
    expect((await verify(`${apiKey.slice(0, -1)}${other}`)).result).toBeNull();
    expect((await verify(apiKey.replace(/_[0-9a-f]/, '_x'))).result).toBeNull();
  });

  test('goes on for a while beside the one that follows it', async () => {
    const { partner, apiKey, key } = await partnerWithKey('partner-rotating', ['cache:invalidate']);
    const next = (await rotate(key.id, 2)).result;
    expect(next.key.scopes).toEqual(['cache:invalidate']);
    expect((await verify(apiKey)).result?.expiresAt).toBe(
      new Date(subgraph.clock().getTime() + 2 * HOUR_MS).toISOString(),
    );
    expect((await verify(next.apiKey)).result?.expiresAt).toBeNull();
    expect((await issue(partner.id)).code).toBe('CONFLICT');
    expect((await rotate(next.key.id)).code).toBe('CONFLICT');

    subgraph.advance(2 * HOUR_MS + 1);
    expect((await verify(apiKey)).result).toBeNull();
    expect((await verify(next.apiKey)).result?.partnerId).toBe(partner.id);
    expect((await rotate(key.id)).code).toBe('CONFLICT');
    expect((await rotate(next.key.id, 0)).code).toBeUndefined();
    expect((await verify(next.apiKey)).result).toBeNull();
  });

  test('is followed by one key, though several are asked for at once', async () => {
    const { key } = await partnerWithKey('partner-hasty');
    const rotated = await Promise.all(Array.from({ length: 4 }, () => rotate(key.id, 0)));
    expect(rotated.map(({ code }) => code).sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', undefined]);
  });

  test('ends when it is revoked, and may be revoked again', async () => {
    const { apiKey, key } = await partnerWithKey('partner-revoked');
    const first = (await revoke(key.id)).result.key.revokedAt;
    expect(first).not.toBeNull();
    expect((await verify(apiKey)).result).toBeNull();
    subgraph.advance(1_000);
    expect((await revoke(key.id)).result.key.revokedAt).toBe(first);
    expect((await revoke('0198c0de-0000-7000-8000-00000000dead')).code).toBe('NOT_FOUND');
  });

  test('is verified for the gateway only', async () => {
    const { apiKey } = await partnerWithKey('partner-private');
    for (const identity of [admin, somebody, ANONYMOUS, { ...gateway, id: 'ai' }])
      expect((await verify(apiKey, identity)).code).toBe('FORBIDDEN');
  });
});

describe('partners', () => {
  test('are for administrators', async () => {
    expect((await create('partner-anonymous', ANONYMOUS)).code).toBe('UNAUTHENTICATED');
    expect((await create('partner-somebody', somebody)).code).toBe('FORBIDDEN');
    expect((await create('partner-scoped', { ...ANONYMOUS, kind: 'partner', scopes: ['admin'] })).code).toBeUndefined();
    const list = 'query { result: partners { clientName keys { prefix } } }';
    expect((await askAs(somebody, list)).code).toBe('FORBIDDEN');
    expect((await askAs<{ clientName: string }[]>(admin, list)).result.map(({ clientName }) => clientName)).toContain(
      'partner-scoped',
    );
  });

  test('are made once, however often the mutation is sent with its key', async () => {
    const key = randomUUID();
    const [first, again] = [
      await create('partner-sent-again', admin, key),
      await create('partner-sent-again', admin, key),
    ];
    expect(first.code).toBeUndefined();
    expect(again).toEqual(first);
    expect((await create('partner-other', admin, key)).code).toBe('CONFLICT');
    expect((await create('partner-other', admin, 'no UUID')).code).toBe('BAD_USER_INPUT');
    expect((await create('partner-sent-again', admin, randomUUID())).code).toBe('CONFLICT');
  });

  test('have a client name of their own that says what they are', async () => {
    expect((await create('partner-twice')).code).toBeUndefined();
    expect((await create('partner-twice')).code).toBe('CONFLICT');
    for (const clientName of ['acme', 'partner-', 'partner-Acme', 'partner-a b'])
      expect((await create(clientName)).code, clientName).toBe('BAD_USER_INPUT');
  });

  test('see themselves through a reference, and nobody else', async () => {
    const { partner } = (await create('partner-self')).result;
    const query = `query ($representations: [_Any!]!) {
      result: _entities(representations: $representations) { ... on Partner { clientName } }
    }`;
    const variables = { representations: [{ __typename: 'Partner', id: partner.id }] };
    const self: Identity = { ...ANONYMOUS, kind: 'partner', id: partner.id, partnerId: partner.id };
    expect((await askAs(self, query, variables)).result).toEqual([{ clientName: 'partner-self' }]);
    expect((await askAs(somebody, query, variables)).code).toBe('FORBIDDEN');
    expect((await askAs(admin, query, variables)).code).toBeUndefined();
  });
});

test('an account that was made an administrator has the role in its next token', async () => {
  const { user: registered } = await subgraph.registerSomebody();
  const { email } = registered;
  await subgraph.database.query("update app_user.users set roles = '{admin}' where email = $1", [email]);
  const { accessToken } = subgraph.resultOf(await subgraph.login({ email, password: PASSWORD }));
  expect((await subgraph.verify(accessToken)).payload['roles']).toEqual(['user', 'admin']);
});
