import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestScope } from '../../../lib/request-scope.ts';
import { startCachedFederation } from '../../support/cached-federation.ts';
import type { CachedFederation } from '../../support/cached-federation.ts';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';

let federation: CachedFederation;
beforeAll(async () => {
  federation = await startCachedFederation({ withRedis: true });
});
afterAll(() => federation.close());

test('entities that two accounts ask for at once, before it is known that they are private, go to nobody else', async () => {
  const both = Promise.withResolvers<void>();
  let asking = 0;
  const subgraphs = await Promise.all([
    startTestSubgraph('things', 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! }', {
      Query: { thing: () => ({ id: '1' }) },
    }),
    startTestSubgraph(
      'owners',
      `directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
      enum CacheControlScope { PUBLIC PRIVATE }
      type Query { unused: Int } type Thing @key(fields: "id") @cacheControl(maxAge: 3600, scope: PRIVATE) { id: ID! owner: String! }`,
      {
        Thing: {
          __resolveReference: async ({ id }: { id: string }, { identity }: RequestScope) => {
            if (++asking === 2) both.resolve();
            if (asking <= 2) await both.promise;
            return { id, owner: identity.id };
          },
        },
      },
    ),
  ]);
  const env = { ENTITY_CACHE: '*', JWKS_URL: federation.issuer.jwksUrl, REDIS_URL: federation.redis?.url ?? '' };
  const sdl = compose(subgraphs);
  const [first, second] = [await startTestGateway(sdl, env), await startTestGateway(sdl, env)];
  const ownerFor = async (gateway: typeof first, sub: string) => {
    const authorization = `Bearer ${await federation.issuer.issue({ sub })}`;
    const { body } = await gateway.ask('{ thing { owner } }', { headers: { authorization } });
    return (body.data as { thing: { owner: string } }).thing.owner;
  };
  expect(await Promise.all([ownerFor(first, 'anna'), ownerFor(first, 'bert')])).toEqual(['anna', 'bert']);
  expect(await ownerFor(second, 'carl')).toBe('carl');
  await Promise.all([first, second, ...subgraphs].map((each) => each.close()));
});
