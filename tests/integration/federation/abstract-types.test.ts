import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFederation, strictReference } from '../../support/federation.ts';
import type { TestFederation } from '../../support/federation.ts';

interface Entity {
  readonly id: string;
}

describe('an interface object', () => {
  let federation: TestFederation;
  beforeAll(async () => {
    federation = await startFederation({
      accounts: {
        sdl: `type Query { accounts: [Account!]! }
          interface Account @key(fields: "id") { id: ID! name: String }
          type Person implements Account @key(fields: "id") { id: ID! name: String age: Int }
          type Firm implements Account @key(fields: "id") { id: ID! name: String staff: Int }`,
        resolvers: {
          Query: {
            accounts: () => [
              { __typename: 'Person', id: '1', name: 'Ada', age: 36 },
              { __typename: 'Firm', id: '2', name: 'Acme', staff: 12 },
            ],
          },
          Account: {
            __resolveReference: strictReference<Entity>(['id'], ({ id }) =>
              id === '1'
                ? { __typename: 'Person', id, name: 'Ada', age: 36 }
                : { __typename: 'Firm', id, name: 'Acme', staff: 12 },
            ),
          },
        },
      },
      handles: {
        sdl: `type Query { active: [Account!]! }
          type Account @interfaceObject @key(fields: "id") {
            id: ID! name: String @external handle: String @requires(fields: "name") isActive: Boolean!
            limit: Int! }`,
        resolvers: {
          Query: { active: () => [{ id: '2' }, { id: '1' }] },
          Account: {
            __resolveReference: strictReference(['id', 'id name']),
            handle: ({ name }: { name?: string }) => name && `@${name.toLowerCase()}`,
            isActive: ({ id }: Entity) => id === '2',
            limit: ({ id }: Entity) => (id === '2' ? 500 : Promise.reject(new Error('A person has no limit.'))),
          },
        },
      },
    });
  });
  afterAll(() => federation.close());

  test('adds its fields to every implementation', async () => {
    expect(await federation.ask('{ accounts { __typename handle isActive ... on Person { age } } }')).toEqual({
      data: {
        accounts: [
          { __typename: 'Person', handle: '@ada', isActive: false, age: 36 },
          { __typename: 'Firm', handle: '@acme', isActive: true },
        ],
      },
    });
  });

  test('is asked for a field that must not be null with objects of the types it is asked of, and no others', async () => {
    expect(await federation.ask('{ active { ... on Firm { limit } } }')).toEqual({
      data: { active: [{ limit: 500 }, {}] },
    });
    expect(await federation.ask('{ accounts { ... on Firm { limit } ... on Person { isActive } } }')).toEqual({
      data: { accounts: [{ isActive: false }, { limit: 500 }] },
    });
    expect(await federation.ask('{ active { limit } }')).toEqual({ data: null, errors: ['active.1.limit'] });
  });

  test('is told its type by the subgraph that knows it', async () => {
    expect(await federation.ask('{ active { kind: __typename ... on Firm { staff handle } } }')).toEqual({
      data: { active: [{ kind: 'Firm', staff: 12, handle: '@acme' }, { kind: 'Person' }] },
    });
    federation.takeRequestCounts();
    expect(await federation.ask('{ active { id isActive } }')).toEqual({
      data: {
        active: [
          { id: '2', isActive: true },
          { id: '1', isActive: false },
        ],
      },
    });
    expect(federation.takeRequestCounts()).toEqual({ handles: 1 });
  });
});

describe('unions, interfaces and enums that subgraphs know different members of', () => {
  let federation: TestFederation;
  beforeAll(async () => {
    federation = await startFederation({
      books: {
        sdl: `type Query { media: Media @shareable owners: [Owner!]! accounts: [Account!]! mood: Mood moods: [Mood!] users: [User] }
          union Media = Book | Song enum Mood { CALM SECRET @inaccessible }
          interface Owner { key: ID } type User implements Owner @key(fields: "id") { id: ID! key: ID! size: Int mood: Mood similar: [Account!]! }
          type Admin implements Owner { id: ID key: ID size: Int! similar: [Account!]! } union Account = User | Admin
          type Book @shareable { title: String! } type Song { title: String! length: Int }`,
        resolvers: {
          Query: {
            media: () => ({ __typename: 'Book', title: 'Emma' }),
            owners: () => [
              { __typename: 'User', id: '1', key: 'k1', size: 5 },
              { __typename: 'Admin', id: '2', key: null, size: 6 },
            ],
            accounts: () => [
              { __typename: 'User', id: '1', similar: [{ __typename: 'Admin', id: '2' }] },
              { __typename: 'Admin', id: '2', similar: [{ __typename: 'User', id: '1' }] },
            ],
            users: () => [{ id: '1', mood: 'CALM' }, { id: '2', mood: 'SECRET' }, null],
            mood: () => 'SECRET',
            moods: () => ['CALM', 'SECRET'],
          },
        },
      },
      films: {
        sdl: `type Query { media: Media @shareable } union Media = Book | Film
          type Book @shareable { title: String! } type Film { title: String! minutes: Int }
          type User @key(fields: "id") { id: ID! favourites: [Media!] }`,
        resolvers: {
          User: {
            __resolveReference: strictReference(['id']),
            favourites: () => [
              { __typename: 'Film', title: 'Alien', minutes: 117 },
              { __typename: 'Book', title: 'Emma' },
            ],
          },
        },
      },
    });
  });
  afterAll(() => federation.close());

  test('are answered with whatever member comes', async () => {
    const media = '{ __typename ... on Book { title } ... on Song { title length } ... on Film { title minutes } }';
    expect(await federation.ask(`{ media ${media} users { favourites ${media} } }`)).toMatchObject({
      data: {
        media: { __typename: 'Book', title: 'Emma' },
        users: [
          {
            favourites: [
              { __typename: 'Film', title: 'Alien', minutes: 117 },
              { __typename: 'Book', title: 'Emma' },
            ],
          },
          {},
          null,
        ],
      },
    });
  });

  test('may have fields of different nullability under one name', async () => {
    const query = '{ owners { key ... on User { uid: id size } ... on Admin { aid: id bytes: size } } }';
    expect(await federation.ask(query)).toEqual({
      data: {
        owners: [
          { key: 'k1', uid: '1', size: 5 },
          { key: null, aid: '2', bytes: 6 },
        ],
      },
    });
  });

  test('may have such fields below fields that are of one type', async () => {
    const query =
      '{ accounts { ... on User { similar { ... on Admin { id } } } ... on Admin { similar { ... on User { favourites { __typename } } } } } }';
    expect(await federation.ask(query)).toEqual({
      data: {
        accounts: [
          { similar: [{ id: '2' }] },
          { similar: [{ favourites: [{ __typename: 'Film' }, { __typename: 'Book' }] }] },
        ],
      },
    });
  });

  test('answer a value that clients may not see with a null and an error', async () => {
    expect(await federation.ask('{ users { id mood } }')).toEqual({
      data: { users: [{ id: '1', mood: 'CALM' }, { id: '2', mood: null }, null] },
      errors: ['users.1.mood'],
    });
    expect(await federation.ask('{ mood moods }')).toEqual({
      data: { mood: null, moods: null },
      errors: ['mood', 'moods.1'],
    });
    expect(await federation.ask('{ __type(name: "Mood") { enumValues { name } } }')).toEqual({
      data: { __type: { enumValues: [{ name: 'CALM' }] } },
    });
  });
});
