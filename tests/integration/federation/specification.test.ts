import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose, startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { startForeignSubgraph } from '../../support/foreign-subgraph.ts';
import type { ForeignSubgraph } from '../../support/foreign-subgraph.ts';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag", "@override", "@composeDirective", "@cost", "@listSize"])
  @link(url: "https://example.com/audit/v1.0", import: ["@audit"]) @composeDirective(name: "@audit")
  directive @audit(level: Int) repeatable on FIELD_DEFINITION | OBJECT
`;
const BOOKS = `type Query {
    book: Book @tag(name: "public") @cost(weight: 2) @audit(level: 1) @audit(level: 2)
    books(first: Int): [Book!] @listSize(slicingArguments: ["first"])
    echo(id: ID, ids: [ID!], count: Int, ratio: Float, grid: [[Int]], filter: Filter, json: JSON): JSON
    old(now: Int, then: Int @deprecated(reason: "Use now.")): Int @deprecated(reason: "Use echo.") }
  scalar JSON @specifiedBy(url: "https://example.com/json")
  input Filter { size: Int = 5 mood: Mood = CALM nested: [Filter!] gone: Int @deprecated(reason: "It is.") }
  enum Mood { CALM WILD @deprecated(reason: "Calm down.") }
  type Book @key(fields: "id") @audit { id: ID! title(max: Int = 3): String price: Int }`;
const PRICES = `type Book @key(fields: "id") { id: ID! price: Int @override(from: "books", label: "percent(100)") stock: Int @cost(weight: 3) }`;

let subgraphs: ForeignSubgraph[];
let gateway: TestGateway;

beforeAll(async () => {
  const book = { id: 7, title: ({ max }: { max: number }) => `${max}`, price: 1 };
  const query = { book: () => book, books: () => [book], echo: (_: unknown, args: object) => args, old: () => 1 };
  subgraphs = await Promise.all([
    startForeignSubgraph({
      name: 'books',
      sdl: BOOKS.replaceAll(/@(tag|cost|audit|listSize)(\([^)]*\))?/g, ''),
      resolvers: { Query: query },
    }),
    startForeignSubgraph({
      name: 'prices',
      sdl: PRICES.replaceAll(/@cost\([^)]*\)/g, ''),
      resolvers: { Book: { price: () => 2, stock: () => 3 } },
    }),
  ]);
  const [books, prices] = subgraphs;
  gateway = await startTestGateway(
    compose([
      { name: 'books', url: books?.url ?? '', sdl: LINK + BOOKS },
      { name: 'prices', url: prices?.url ?? '', sdl: LINK + PRICES },
    ]),
  );
});
afterAll(async () => {
  await gateway.close();
  await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
});

const dataOf = async (query: string, variables?: object) =>
  (await gateway.ask(query, variables && { variables })).body.data;
const codeOf = async (query: string, variables: object) =>
  (await gateway.ask(query, { variables })).body.errors?.[0]?.extensions['code'];

test('directives for tools and costs change no answer, and a progressive override applies', async () => {
  expect(await dataOf('{ book { id title price stock } books(first: 1) { price } }')).toEqual({
    book: { id: '7', title: '3', price: 2, stock: 3 },
    books: [{ price: 2 }],
  });
});

test('the operation that is named is run, and without a name there must be one', async () => {
  const query = 'query A { a: book { id } } query B { b: book { id } }';
  const { body } = await gateway.post(JSON.stringify({ query, operationName: 'B' }));
  expect(body.data).toEqual({ b: { id: '7' } });
  expect(await codeOf(query, {})).toBe('OPERATION_RESOLUTION_FAILURE');
  const unknown = await gateway.post(JSON.stringify({ query, operationName: 'C' }));
  expect(unknown.body.errors?.[0]?.extensions['code']).toBe('OPERATION_RESOLUTION_FAILURE');
});

describe('input', () => {
  const ECHO = `query ($id: ID, $ids: [ID!], $count: Int, $ratio: Float, $grid: [[Int]], $json: JSON) {
    echo(id: $id, ids: $ids, count: $count, ratio: $ratio, grid: $grid, json: $json) }`;

  test('is coerced as the specification says: numbers to IDs, whole numbers to floats, one item to a list', async () => {
    const json = { list: [1, { deep: null }] };
    expect(await dataOf(ECHO, { id: 5, ids: 'a', count: 1, ratio: 2, grid: [1, [2], null], json })).toEqual({
      echo: { id: '5', ids: ['a'], count: 1, ratio: 2, grid: [[1], [2], null], json },
    });
    expect(await dataOf('{ echo(id: 5, ids: 6, ratio: 3, grid: 4, json: { a: [1, "b", C, null] }) }')).toEqual({
      echo: { id: '5', ids: ['6'], ratio: 3, grid: [[4]], json: { a: [1, 'b', 'C', null] } },
    });
  });

  test.each([
    ['an Int beyond 32 bits', { count: 2_147_483_648 }],
    ['a text for an Int', { count: '5' }],
    ['a fraction for an ID', { id: 1.5 }],
    ['a null in a list of what must not be null', { ids: [null] }],
  ])('that cannot be is refused: %s', async (_what, variables) => {
    expect(await codeOf(ECHO, variables)).toBe('BAD_USER_INPUT');
  });

  test('has the defaults of variables, arguments and input fields, also deep inside', async () => {
    const query = `query ($size: Int = 9, $none: Int) {
      echo(filter: { size: $size, nested: [{ size: $none }, { mood: WILD }] }, json: { a: [$none], b: $none, c: $size }) }`;
    expect(await dataOf(query, {})).toEqual({
      echo: {
        filter: {
          size: 9,
          mood: 'CALM',
          nested: [
            { size: 5, mood: 'CALM' },
            { size: 5, mood: 'WILD' },
          ],
        },
        json: { a: [null], c: 9 },
      },
    });
    expect(await dataOf('query ($max: Int) { book { title(max: $max) } }', {})).toEqual({ book: { title: '3' } });
    expect(await dataOf('query ($max: Int) { book { title(max: $max) } }', { max: null })).toEqual({
      book: { title: 'null' },
    });
  });
});

test('conditions stand on fields and fragments together, with variables that have defaults', async () => {
  const query = `query ($yes: Boolean = true, $no: Boolean! = false) {
    book { ...Titled @skip(if: $yes) ... @include(if: $no) { id } ... on Book @include(if: $yes) { stock }
      price @include(if: $yes) @skip(if: $no) aliased: price @include(if: $yes) @skip(if: $yes) } }
    fragment Titled on Book { title }`;
  expect(await dataOf(query)).toEqual({ book: { stock: 3, price: 2 } });
  expect(await dataOf(query, { yes: false, no: true })).toEqual({ book: { title: '3', id: '7' } });
  expect(await codeOf(query, { yes: null })).toBe('BAD_USER_INPUT');
});

test('introspection tells of deprecations, defaults and where scalars are specified, with variables and fragments', async () => {
  const query = `query ($deprecated: Boolean = false) {
    __typename
    query: __type(name: "Query") { fields(includeDeprecated: $deprecated) { ...Named args(includeDeprecated: $deprecated) { name } } }
    filter: __type(name: "Filter") { isOneOf inputFields(includeDeprecated: $deprecated) { name defaultValue } }
    mood: __type(name: "Mood") { enumValues(includeDeprecated: $deprecated) { name deprecationReason } }
    json: __type(name: "JSON") { kind specifiedByURL }
    none: __type(name: "Nothing") { name } }
    fragment Named on __Field { name isDeprecated }`;
  const shown = await dataOf(query);
  expect(shown).toMatchObject({
    __typename: 'Query',
    query: { fields: ['book', 'books', 'echo'].map((name) => ({ name, isDeprecated: false })) },
    filter: {
      isOneOf: false,
      inputFields: [
        { name: 'size', defaultValue: '5' },
        { name: 'mood', defaultValue: 'CALM' },
        { name: 'nested', defaultValue: null },
      ],
    },
    mood: { enumValues: [{ name: 'CALM', deprecationReason: null }] },
    json: { kind: 'SCALAR', specifiedByURL: 'https://example.com/json' },
    none: null,
  });
  expect(await dataOf(query, { deprecated: true })).toMatchObject({
    query: { fields: [{}, {}, {}, { name: 'old', isDeprecated: true, args: [{ name: 'now' }, { name: 'then' }] }] },
    filter: { inputFields: [{}, {}, {}, { name: 'gone' }] },
    mood: { enumValues: [{}, { name: 'WILD', deprecationReason: 'Calm down.' }] },
  });
  expect(JSON.stringify(await dataOf('{ __schema { types { name } directives { name } } }'))).not.toMatch(
    /join__|link__|audit|_Entity|_Service|"tag"/,
  );
});
