import { Readable } from 'node:stream';
import { HeaderMap } from '@apollo/server';
import type { ApolloServer, HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { OperationEffects } from '../execution/operation-effects.ts';

export interface OperationHandlerOptions {
  readonly apollo: ApolloServer<GatewayContext>;
  /** Longest that an operation may take. */
  readonly timeoutMs: number;
  /** What is to be done before the answer goes out, if anything. */
  readonly settle: (context: GatewayContext) => Promise<void> | undefined;
}

/** All that Apollo Server and its plugins read. Copying every header of every request would cost more than it looks. */
const HEADERS_READ = ['accept', 'content-type', 'apollo-require-preflight', 'x-apollo-operation-name'];

function graphQLRequestOf({ method, url, headers, body }: FastifyRequest): HTTPGraphQLRequest {
  const read = new HeaderMap();
  for (const name of HEADERS_READ) {
    const value = headers[name];
    if (value !== undefined) read.set(name, String(value));
  }
  const queryStart = url.indexOf('?');
  return { method, headers: read, search: queryStart < 0 ? '' : url.slice(queryStart), body };
}

/** The context of an operation that ends with its time or with its client. */
function contextOf(request: FastifyRequest, reply: FastifyReply, timeoutMs: number): GatewayContext {
  // One controller and a timer that is cleared: AbortSignal.any and AbortSignal.timeout would outlive every request.
  const ending = new AbortController();
  const timer = setTimeout(
    () => ending.abort(new DOMException('The time of the operation is up.', 'TimeoutError')),
    timeoutMs,
  ).unref();
  reply.raw.once('close', () => {
    clearTimeout(timer);
    if (!reply.raw.writableEnded) ending.abort();
  });
  return {
    identity: request.identity,
    requestId: request.id,
    signal: ending.signal,
    deadlineAtMs: Date.now() + timeoutMs,
    effects: new OperationEffects(),
  };
}

/** Answers an operation over HTTP: Apollo Server runs it, Fastify sends what comes out. */
export function createOperationHandler({ apollo, timeoutMs, settle }: OperationHandlerOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const context = contextOf(request, reply, timeoutMs);
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: graphQLRequestOf(request),
      context: async () => context,
    });
    const settling = settle(context);
    if (settling) await settling;
    reply.code(status ?? 200).header('cache-control', 'no-store');
    for (const [name, value] of headers) reply.header(name, value);
    return reply.send(body.kind === 'complete' ? body.string : Readable.from(body.asyncIterator));
  };
}
