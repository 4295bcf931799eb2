import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { z } from 'zod';
import { ERROR_TABLE, isErrorCode } from '../../lib/errors.ts';
import type { ErrorCode } from '../../lib/errors.ts';
import { maskError, publicExtensions } from '../../lib/graphql-errors.ts';
import type { MaskContext } from '../../lib/graphql-errors.ts';

const fieldProblems = z.array(z.object({ path: z.string(), message: z.string() }));

/** From a subgraph these speak of the request that the gateway wrote, not of the client's. */
const GATEWAY_FAULTS: ReadonlySet<ErrorCode> = new Set([
  'BAD_REQUEST',
  'UNSUPPORTED_MEDIA_TYPE',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'INTERNAL_SERVER_ERROR',
]);

/** What was thrown, as an error of an answer before it is masked. */
export function formattedErrorOf(thrown: unknown): GraphQLFormattedError {
  return thrown instanceof GraphQLError ? thrown.toJSON() : { message: '' };
}

/**
 * The second mask: what a subgraph says is shown only under one of our codes, and never the wording of an internal
 * failure, so a subgraph that forgets to mask leaks nothing.
 */
export function maskGatewayError(
  formatted: GraphQLFormattedError,
  error: unknown,
  requestId: string,
): GraphQLFormattedError {
  const { service, code, fields } = formatted.extensions ?? {};
  const context: MaskContext = { service: typeof service === 'string' ? service : 'gateway', requestId };
  if (typeof service !== 'string') return maskError(formatted, error, context);

  const trusted = isErrorCode(code) && !GATEWAY_FAULTS.has(code) ? code : undefined;
  const shown = trusted ?? 'INTERNAL_SERVER_ERROR';
  const problems = fieldProblems.safeParse(fields);
  return {
    message: trusted ? formatted.message : ERROR_TABLE[shown].publicMessage,
    ...(formatted.path && { path: formatted.path }),
    extensions: { ...publicExtensions(shown, context, problems.success ? problems.data : []) },
  };
}
