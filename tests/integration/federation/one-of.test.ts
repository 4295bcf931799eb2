import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startForeignSubgraph } from '../../support/foreign-subgraph.ts';
import type { ForeignSubgraph } from '../../support/foreign-subgraph.ts';
import { compose, startTestGateway } from '../../support/gateway.ts';

const SDL = `input By @oneOf { id: ID name: String }
  type Query { find(by: By, all: [By!]): String }`;
const COMPOSED = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
  @link(url: "https://example.com/oneOf/v1.0", import: ["@oneOf"]) @composeDirective(name: "@oneOf")
  directive @oneOf on INPUT_OBJECT
  `;

let subgraph: ForeignSubgraph;
let supergraph: string;

beforeAll(async () => {
  const find = (_: unknown, args: object) => JSON.stringify(args);
  subgraph = await startForeignSubgraph({ name: 'finder', sdl: SDL, resolvers: { Query: { find } } });
  supergraph = compose([{ name: 'finder', url: subgraph.url, sdl: COMPOSED + SDL }]);
});
afterAll(() => subgraph.close());

const unlinked = (sdl: string) => sdl.replace(/ *@link\(url: "https:\/\/example\.com\/oneOf[^\n]*\n/, '');
const undefinedIn = (sdl: string) => unlinked(sdl).replace('directive @oneOf on INPUT_OBJECT\n', '');

describe.each([
  ['composed as a directive of its own', (sdl: string) => sdl],
  ['defined by the supergraph', unlinked],
  ['taken as known by the supergraph', undefinedIn],
])('@oneOf %s', (_what, written) => {
  test('demands exactly one field of an input, written or in variables', async () => {
    const gateway = await startTestGateway(written(supergraph));
    const ask = async (query: string, variables: object = {}) => (await gateway.ask(query, { variables })).body;
    try {
      expect(await ask('{ find(by: { id: "1" }) }')).toEqual({ data: { find: '{"by":{"id":"1"}}' } });
      const query = 'query ($by: By, $name: String!) { find(by: $by, all: [{ name: $name }]) }';
      expect(await ask(query, { by: { id: '1' }, name: 'Ada' })).toEqual({
        data: { find: '{"by":{"id":"1"},"all":[{"name":"Ada"}]}' },
      });
      for (const by of [{}, { id: '1', name: 'Ada' }, { id: null }])
        expect((await ask(query, { by, name: 'Ada' })).errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
      for (const refused of ['{ find(by: {}) }', '{ find(by: { id: 1, name: "Ada" }) }', '{ find(by: { id: null }) }'])
        expect((await ask(refused)).errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(await ask('{ __type(name: "By") { isOneOf } }')).toEqual({ data: { __type: { isOneOf: true } } });
    } finally {
      await gateway.close();
    }
  });
});
