import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { AppError, ERROR_TABLE, isErrorCode } from './errors.ts';
import type { ErrorCode, FieldProblem } from './errors.ts';

export interface MaskContext {
  readonly service: string;
  readonly requestId: string;
}

/** Everything of an error's extensions that may leave the platform. */
export interface PublicExtensions {
  readonly code: ErrorCode;
  readonly service: string;
  readonly requestId: string;
  readonly retryable: boolean;
  readonly fields?: readonly FieldProblem[];
}

/** Codes that GraphQL itself gives an error before any of our code ran: its message speaks of the client's own text. */
const PROTOCOL_CODES: ReadonlySet<ErrorCode> = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

export function publicExtensions(
  code: ErrorCode,
  { service, requestId }: MaskContext,
  fields: readonly FieldProblem[] = [],
): PublicExtensions {
  const { retryable } = ERROR_TABLE[code];
  return { code, service, requestId, retryable, ...(fields.length > 0 && { fields }) };
}

/** The field of a variable that graphql-js refused; its sentence is the only place that names it. */
function refusedVariable(sentence: string): FieldProblem[] {
  const [, variable] = /^Variable "\$(\w+)" /.exec(sentence) ?? [];
  if (variable === undefined) return [];
  const [, path = variable, message = sentence] = /^.* at "([^"]+)"; (.+)$/s.exec(sentence) ?? [];
  return [{ path, message }];
}

/** The `AppError` that a resolver threw, however deep graphql-js wrapped it. */
export function findAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  return error instanceof GraphQLError ? findAppError(error.originalError) : undefined;
}

/**
 * What a client may see of an error raised in this process: an `AppError` or a protocol error speaks for itself,
 * everything else becomes INTERNAL_SERVER_ERROR. Paths and locations are kept.
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  context: MaskContext,
): GraphQLFormattedError {
  const position = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  const appError = findAppError(error);
  if (appError)
    return {
      message: appError.message,
      ...position,
      extensions: { ...publicExtensions(appError.code, context, appError.fields) },
    };
  const code = formatted.extensions?.['code'];
  // Only an error raised before execution has no path: one that has a path comes from a resolver, whatever it calls itself.
  if (isErrorCode(code) && PROTOCOL_CODES.has(code) && formatted.path === undefined)
    return {
      message: formatted.message,
      ...position,
      extensions: { ...publicExtensions(code, context, refusedVariable(formatted.message)) },
    };
  return {
    message: ERROR_TABLE.INTERNAL_SERVER_ERROR.publicMessage,
    ...position,
    extensions: { ...publicExtensions('INTERNAL_SERVER_ERROR', context) },
  };
}
