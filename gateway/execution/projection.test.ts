import { expect, test } from 'vitest';
import { createTestGateway } from './test-gateway.ts';

test.each([2_147_483_647, -2_147_483_648, -0])('an Int of 32 bits is answered: %s', async (size) => {
  const gateway = createTestGateway({ a: { sdl: 'type Query { size: Int }' } });
  expect(await gateway.ask('{ size }', {}, async () => ({ data: { size } }))).toEqual({ data: { size: size + 0 } });
});

test.each([2_147_483_648, -2_147_483_649, 1.5, '1', true])('an Int that is none is an error: %s', async (size) => {
  const gateway = createTestGateway({ a: { sdl: 'type Query { size: Int }' } });
  const { data, errors } = await gateway.ask('{ size }', {}, async () => ({ data: { size } }));
  expect(data).toEqual({ size: null });
  expect(errors?.map(({ path }) => path)).toEqual([['size']]);
});

const accounts = {
  accounts: {
    sdl: `interface Account @key(fields: "id") { id: ID! }
      type Person implements Account @key(fields: "id") { id: ID! age: Int! }
      type Firm implements Account @key(fields: "id") { id: ID! staff: Int }`,
    resolvers: {
      Account: { __resolveReference: ({ id }: { id: string }) => ({ __typename: id === '1' ? 'Person' : 'Firm', id }) },
      Person: {
        age: () => {
          throw new Error('the birthday is not known');
        },
      },
      Firm: { staff: () => 12 },
    },
  },
  names: {
    sdl: 'type Query { all: [Account] } type Account @interfaceObject @key(fields: "id") { id: ID! name: String }',
    resolvers: { Query: { all: () => ['1', '2'].map((id) => ({ id, name: `name ${id}` })) } },
  },
};

test('an object is null when the subgraph that knows its type fails, and the selection depends on the type', async () => {
  const { data, errors } = await createTestGateway(accounts).ask(
    '{ all { name ... on Person { age } ... on Firm { staff } } }',
  );
  expect(data).toEqual({ all: [null, { name: 'name 2', staff: 12 }] });
  expect(errors).toMatchObject([{ message: 'the birthday is not known', path: ['all', 0, 'age'] }]);
});

test('an object of unknown type is answered where the selection is the same for all types', async () => {
  expect(await createTestGateway(accounts).ask('{ all { name ... on Account { id } } }')).toEqual({
    data: {
      all: [
        { name: 'name 1', id: '1' },
        { name: 'name 2', id: '2' },
      ],
    },
  });
});

test('a null that must not be is an error, unless another error is the reason', async () => {
  const gateway = createTestGateway({
    a: { sdl: 'type Query { one: Part two: Part } type Part { size: Int! weight: Int! }' },
  });
  const { data, errors } = await gateway.ask('{ one { size weight } two { size } }', {}, async () => ({
    data: { one: { size: 1, weight: null }, two: { size: null } },
    errors: [{ message: 'no scales', path: ['one', 'weight'], extensions: {} }],
  }));
  expect(data).toEqual({ one: null, two: null });
  expect(errors?.map(({ path }) => path)).toEqual([
    ['one', 'weight'],
    ['two', 'size'],
  ]);
});
