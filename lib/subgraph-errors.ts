import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { databaseFailure } from './db-errors.ts';
import { AppError, ERROR_TABLE } from './errors.ts';
import type { ErrorCode } from './errors.ts';
import { findAppError, maskError, publicExtensions } from './graphql-errors.ts';
import type { MaskContext } from './graphql-errors.ts';
import type { Logger } from './log.ts';

export interface SubgraphErrorMask {
  /** What the gateway may see of an error; outages and defects are logged. */
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /** Runs what answers one request. */
  readonly withinRequest: (requestId: string, run: () => void) => void;
}

export function createSubgraphErrorMask(service: string, logger: Logger): SubgraphErrorMask {
  const requests = new AsyncLocalStorage<MaskContext>();
  return {
    mask(formatted, error) {
      const context = requests.getStore() ?? { service, requestId: '' };
      const cause = error instanceof Error && 'originalError' in error ? error.originalError : error;
      const masked = maskError(formatted, findAppError(error) ?? databaseFailure(cause) ?? error, context);
      const code = masked.extensions?.['code'];
      if (code === 'INTERNAL_SERVER_ERROR')
        logger.error({ err: cause, ...context, path: formatted.path }, 'unexpected error');
      if (code === 'UPSTREAM_UNAVAILABLE' || code === 'UPSTREAM_TIMEOUT')
        logger.warn({ err: cause, ...context }, 'outage');
      return masked;
    },
    withinRequest: (requestId, run) => requests.run({ service, requestId }, run),
  };
}

/** What Fastify's errors mean to the caller. */
const REQUEST_FAILURES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
};

function appErrorOf(error: Error & { readonly code?: string; readonly statusCode?: number }): AppError {
  if (error instanceof AppError) return error;
  const isRequests = error instanceof SyntaxError || (error.statusCode ?? 500) < 500;
  const code = REQUEST_FAILURES[error.code ?? ''] ?? (isRequests ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR');
  return new AppError(code, undefined, { cause: error });
}

/** Answers every failure before GraphQL, and of other routes, in GraphQL's own shape with one of our codes. */
export function addSubgraphErrorHandler(app: FastifyInstance, service: string, logger: Logger): void {
  app.setErrorHandler<Error>((error, { id: requestId }, reply) => {
    const { code, message } = appErrorOf(error);
    if (code === 'INTERNAL_SERVER_ERROR') logger.error({ err: error, service, requestId }, 'unexpected error');
    const extensions = publicExtensions(code, { service, requestId });
    return reply.status(ERROR_TABLE[code].httpStatus).send({ errors: [{ message, extensions }] });
  });
}
