import type { ApolloServerPlugin, BaseContext, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import { ERROR_TABLE, isErrorCode } from './errors.ts';
import type { ErrorCode } from './errors.ts';
import { JSON_TYPE, namedMediaType } from './accept.ts';

/** What Apollo Server answers when an error says no status. */
const UNSAID_STATUS = 500;

/** Failures of a well-formed request; clients of before `application/graphql-response+json` look for them in a 200. */
const REQUEST_ERRORS: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/**
 * The HTTP status of an answer without data is that of its first error's code. Only a client that asks for
 * `application/json` by name has 200 where GraphQL over HTTP says so: when the operation does not parse or validate, or
 * a variable is impossible.
 */
export function setAnswerStatus({
  request,
  response: { body, http },
}: Pick<GraphQLRequestContextWillSendResponse<BaseContext>, 'request' | 'response'>): void {
  if (body.kind !== 'single' || body.singleResult.data !== undefined) return;
  const code = body.singleResult.errors?.[0]?.extensions?.['code'];
  if (!isErrorCode(code)) return;
  if (http.status === UNSAID_STATUS) http.status = ERROR_TABLE[code].httpStatus;
  const accept = request.http?.headers.get('accept');
  if (REQUEST_ERRORS.has(code) && namedMediaType(accept) === JSON_TYPE) http.status = 200;
}

/** Sets the status of every answer. */
export const answerStatus: ApolloServerPlugin = {
  requestDidStart: async () => ({ willSendResponse: async (context) => setAnswerStatus(context) }),
};
