import { buildSchema, GraphQLError, parse } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { describe, expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { maskError } from './graphql-errors.ts';

const CONTEXT = { service: 'user', requestId: 'request-1' };
const SECRET = 'password=hunter2 at /srv/app/db.ts';

function mask(error: GraphQLError) {
  return maskError(error.toJSON(), error, CONTEXT);
}

describe('masking', () => {
  test('hides what an unexpected error says, also in its extensions', () => {
    const thrown = Object.assign(new Error(SECRET), { extensions: { code: 'NOT_FOUND', sql: SECRET } });
    const masked = mask(new GraphQLError(SECRET, { path: ['me'], originalError: thrown }));
    expect(JSON.stringify(masked)).not.toContain('hunter2');
    expect(masked).toEqual({
      message: 'Something went wrong on our side. Quote the request id when you report it.',
      path: ['me'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'user', requestId: 'request-1', retryable: false },
    });
  });

  test('hides a resolver error that dresses up as a protocol error', () => {
    const thrown = Object.assign(new Error(SECRET), { extensions: { code: 'BAD_USER_INPUT' } });
    const masked = mask(new GraphQLError(SECRET, { path: ['me'], originalError: thrown }));
    expect(masked.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(masked.message).not.toContain('hunter2');
  });

  test('shows an expected error with its code and the fields at fault, and not its cause', () => {
    const thrown = new AppError('BAD_USER_INPUT', '"years[0].revenue" is missing.', {
      fields: [{ path: 'years[0].revenue', message: 'is missing' }],
      cause: new Error(SECRET),
    });
    const masked = mask(new GraphQLError(thrown.message, { path: ['calculate'], originalError: thrown }));
    expect(masked).toEqual({
      message: '"years[0].revenue" is missing.',
      path: ['calculate'],
      extensions: {
        code: 'BAD_USER_INPUT',
        service: 'user',
        requestId: 'request-1',
        retryable: false,
        fields: [{ path: 'years[0].revenue', message: 'is missing' }],
      },
    });
  });

  test('shows what GraphQL itself finds wrong in the client’s text', () => {
    const masked = mask(
      new GraphQLError('Cannot query field "x" on type "Query".', {
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      }),
    );
    expect(masked.message).toBe('Cannot query field "x" on type "Query".');
    expect(masked.extensions?.['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test.each([
    [{ years: [{ revenue: 1 }, { revenue: 'a lot at "home"; or so' }] }, 'input.years[1].revenue'],
    [{}, 'input'],
    [null, 'input'],
  ])('names the field of a variable that does not fit: %j', (input, path) => {
    const schema = buildSchema('input Year { revenue: Float } input Draft { years: [Year!]! } type Query { a: Int }');
    const [operation] = parse('query ($input: Draft!) { a }').definitions as [OperationDefinitionNode];
    const { errors = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], { input });
    const masked = errors.map((error) =>
      mask(new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT' } })),
    );
    expect(masked.map(({ extensions }) => extensions?.['fields'])).toEqual([
      [{ path, message: expect.stringMatching(/Float cannot|was not provided|must not be null/) as string }],
    ]);
  });
});
