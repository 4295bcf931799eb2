import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { JSON_TYPE, namedMediaType } from '../../lib/accept.ts';
import { AppError, ERROR_TABLE } from '../../lib/errors.ts';
import { publicExtensions } from '../../lib/graphql-errors.ts';
import type { Logger } from '../../lib/log.ts';
import { RateLimitError } from '../auth/rate-limit.ts';

/** What a failure before GraphQL means to the client. */
function appErrorOf(error: Error & { readonly code?: string; readonly statusCode?: number }): AppError {
  if (error instanceof AppError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new AppError('PAYLOAD_TOO_LARGE', 'The request body is larger than 2 MB: send less at once.');
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new AppError('UNSUPPORTED_MEDIA_TYPE');
  if (error instanceof SyntaxError || error.code === 'FST_ERR_CTP_INVALID_JSON_BODY')
    return new AppError('BAD_REQUEST', 'The request body is not valid JSON.');
  if (error.code === 'Z_DATA_ERROR' || error.code === 'Z_BUF_ERROR')
    return new AppError('BAD_REQUEST', 'The request body is not compressed as its Content-Encoding says.');
  const { statusCode = 500 } = error;
  return statusCode < 500
    ? new AppError('BAD_REQUEST')
    : new AppError('INTERNAL_SERVER_ERROR', undefined, { cause: error });
}

/** Answers every failure before GraphQL, and unknown paths, in GraphQL's own shape with one of our codes. */
export function addErrorHandlers(app: FastifyInstance, logger: Logger): void {
  const answer = (request: FastifyRequest, reply: FastifyReply, status: number, error: AppError): FastifyReply => {
    const extensions = publicExtensions(error.code, { service: 'gateway', requestId: request.id });
    return reply
      .status(status)
      .type(namedMediaType(request.headers.accept) ?? JSON_TYPE)
      .header('cache-control', 'private, no-store')
      .send(JSON.stringify({ errors: [{ message: error.message, extensions }] }));
  };
  app.setErrorHandler<Error>((error, request, reply) => {
    const appError = appErrorOf(error);
    const { httpStatus } = ERROR_TABLE[appError.code];
    if (httpStatus >= 500) logger.error({ err: error, requestId: request.id }, 'a request failed before GraphQL');
    if (appError instanceof RateLimitError) reply.header('retry-after', appError.retryAfterSeconds);
    return answer(request, reply, httpStatus, appError);
  });
  app.setNotFoundHandler((request, reply) => {
    if (request.url.split('?')[0] !== '/graphql')
      return answer(request, reply, 404, new AppError('NOT_FOUND', 'There is nothing here: GraphQL is at /graphql.'));
    reply.header('allow', 'GET, POST');
    return answer(request, reply, 405, new AppError('BAD_REQUEST', 'GraphQL is asked with GET or POST.'));
  });
}
