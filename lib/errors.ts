export interface ErrorDefinition {
  /** Status of the HTTP answer when the whole request fails with this code. */
  readonly httpStatus: number;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  /** What a client reads when no more specific public sentence was given. */
  readonly publicMessage: string;
}

/** Every error code a client can meet. `docs/errors.md` is tested against this table both ways. */
export const ERROR_TABLE = {
  UNAUTHENTICATED: {
    httpStatus: 401,
    retryable: false,
    publicMessage: 'Sign in or start a guest session, then send its token as a bearer token.',
  },
  FORBIDDEN: { httpStatus: 403, retryable: false, publicMessage: 'This account may not do that.' },
  RATE_LIMITED: { httpStatus: 429, retryable: true, publicMessage: 'Too many requests: wait and try again.' },
  PAYLOAD_TOO_LARGE: { httpStatus: 413, retryable: false, publicMessage: 'The request is too large.' },
  QUERY_TOO_COMPLEX: {
    httpStatus: 400,
    retryable: false,
    publicMessage: 'The operation is too deep or too broad: ask for less at once.',
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    httpStatus: 400,
    retryable: false,
    publicMessage: 'The operation is not registered for this client.',
  },
  PERSISTED_QUERY_RETIRED: {
    httpStatus: 410,
    retryable: false,
    publicMessage: 'The operation was retired: use a newer version of the client.',
  },
  NOT_FOUND: { httpStatus: 404, retryable: false, publicMessage: 'Nothing was found under that identifier.' },
  CONFLICT: { httpStatus: 409, retryable: false, publicMessage: 'This conflicts with what is already stored.' },
  PRECONDITION_FAILED: {
    httpStatus: 412,
    retryable: false,
    publicMessage: 'The data has changed since it was read: read it again, then repeat the change.',
  },
  LIMIT_EXCEEDED: { httpStatus: 403, retryable: false, publicMessage: 'A limit of this account is reached.' },
  UPSTREAM_TIMEOUT: {
    httpStatus: 504,
    retryable: true,
    publicMessage: 'A part of the platform did not answer in time.',
  },
  UPSTREAM_UNAVAILABLE: { httpStatus: 503, retryable: true, publicMessage: 'A part of the platform is unavailable.' },
  INTERNAL_SERVER_ERROR: {
    httpStatus: 500,
    retryable: false,
    publicMessage: 'Something went wrong on our side. Quote the request id when you report it.',
  },
  BAD_USER_INPUT: { httpStatus: 400, retryable: false, publicMessage: 'The input is not valid.' },
  BAD_REQUEST: { httpStatus: 400, retryable: false, publicMessage: 'The request is not a valid GraphQL request.' },
  UNSUPPORTED_MEDIA_TYPE: {
    httpStatus: 415,
    retryable: false,
    publicMessage: 'Send the request as Content-Type: application/json.',
  },
  GRAPHQL_PARSE_FAILED: { httpStatus: 400, retryable: false, publicMessage: 'The operation is not valid GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: {
    httpStatus: 400,
    retryable: false,
    publicMessage: 'The operation does not fit the schema.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    httpStatus: 400,
    retryable: false,
    publicMessage: 'The operation to run could not be told from the request.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    httpStatus: 200,
    retryable: true,
    publicMessage: 'The operation is not known under that hash: send its text once.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    httpStatus: 200,
    retryable: false,
    publicMessage: 'Persisted queries are not supported here: send the text of the operation.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERROR_TABLE;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_TABLE, value);
}

/** A rejected input field; `path` is dotted as the client sent it (`input.years[1].revenue`). */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export interface AppErrorOptions {
  readonly cause?: unknown;
  readonly fields?: readonly FieldProblem[];
}

/** An expected failure. Its message is written for the client; anything secret belongs in `cause`, which is only logged. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: readonly FieldProblem[];

  constructor(code: ErrorCode, message: string = ERROR_TABLE[code].publicMessage, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.fields = options.fields ?? [];
  }
}
