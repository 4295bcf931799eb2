import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { maskGatewayError } from './mask-errors.ts';

const SECRET = 'password=hunter2 at https://10.0.0.7/graphql';

/** An error as Apollo hands it on from a subgraph: with the subgraph's own extensions and its name. */
function fromSubgraph(message: string, extensions: Record<string, unknown>) {
  const error = new GraphQLError(message, { path: ['me'], extensions: { service: 'user', ...extensions } });
  return maskGatewayError(error.toJSON(), error, 'request-1');
}

describe('an error that a subgraph sends', () => {
  test('keeps its sentence under one of our codes', () => {
    expect(fromSubgraph('There is no such thing.', { code: 'NOT_FOUND' })).toEqual({
      message: 'There is no such thing.',
      path: ['me'],
      extensions: { code: 'NOT_FOUND', service: 'user', requestId: 'request-1', retryable: false },
    });
  });

  test.each([
    ['without a code', {}],
    ['under a code that is not ours', { code: 'ER_ACCESS_DENIED' }],
    ['as an internal failure', { code: 'INTERNAL_SERVER_ERROR' }],
    ['about a request that the gateway wrote', { code: 'GRAPHQL_VALIDATION_FAILED' }],
  ])('shows nothing of what it says %s', (_what, extensions) => {
    const masked = fromSubgraph(SECRET, { ...extensions, stacktrace: [SECRET], response: { url: SECRET } });
    expect(JSON.stringify(masked)).not.toContain('hunter2');
    expect(masked.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
  });

  test('keeps no extension that is not on the list', () => {
    const masked = fromSubgraph('No.', {
      code: 'FORBIDDEN',
      exception: SECRET,
      fields: [{ path: 'a', message: 'b', sql: SECRET }],
    });
    expect(masked.extensions).toEqual({
      code: 'FORBIDDEN',
      service: 'user',
      requestId: 'request-1',
      retryable: false,
      fields: [{ path: 'a', message: 'b' }],
    });
  });
});
