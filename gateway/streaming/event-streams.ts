import type { ServerResponse } from 'node:http';
import type { GraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../lib/errors.ts';
import { EVENT_STREAM, writeEventStream } from '../../lib/event-stream.ts';
import { StreamConsistency } from '../consistency/stream-consistency.ts';
import { isDataObject } from '../execution/data.ts';
import { networkOf } from '../auth/network-of.ts';
import type { WatchCredentials } from '../auth/credential-watch.ts';
import type { TakeOpen } from './open-limit.ts';
import { oneText } from './operation-starter.ts';
import type { StartOperation } from './operation-starter.ts';

export interface EventStreamsOptions {
  readonly start: StartOperation;
  readonly takeStream: TakeOpen;
  readonly watchCredentials: WatchCredentials;
  readonly keepAliveMs: number;
}

export interface EventStreams {
  /** Whether the client wants an event stream, and not JSON if it can be had. */
  isAsked(request: FastifyRequest): boolean;
  /** Answers an operation as an event stream, as the GraphQL over SSE protocol has it for distinct connections. */
  answer(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Breaks all streams off, so that clients subscribe again elsewhere. */
  close(): void;
}

const operationRequest = z.object({
  query: z.string().optional(),
  operationName: z.string().nullish(),
  // `z.record` drops the name `__proto__`.
  variables: z.custom<Record<string, unknown>>(isDataObject).nullish(),
  extensions: z.custom<Record<string, unknown>>(isDataObject).nullish(),
});

function requestOf(body: unknown): GraphQLRequest {
  const parsed = operationRequest.safeParse(body);
  if (!parsed.success) throw new AppError('BAD_REQUEST', undefined, { cause: parsed.error });
  const given = Object.entries(parsed.data).filter(([, value]) => value != null);
  return Object.fromEntries(given);
}

export function createEventStreams(options: EventStreamsOptions): EventStreams {
  const { start, takeStream, watchCredentials, keepAliveMs } = options;
  const open = new Set<ServerResponse>();
  let isClosed = false;
  return {
    isAsked: ({ method, headers: { accept = '' } }) =>
      method === 'POST' && accept.includes(EVENT_STREAM) && !accept.includes('json'),
    async answer(request, reply) {
      const operation = requestOf(request.body);
      const release = takeStream(networkOf(request.ip));
      const ending = new AbortController();
      const stopWatching = watchCredentials(request.headers, request.ip, (error) => ending.abort(error));
      reply.raw.once('close', () => {
        open.delete(reply.raw);
        release();
        stopWatching();
        ending.abort();
      });
      const { identity, ip: address, id: requestId } = request;
      const consistency = new StreamConsistency(request.consistencyToken);
      const started = await start(operation, { identity, address, requestId, consistency, signal: ending.signal });

      reply.hijack();
      // Fastify sends these itself only when it writes the answer.
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value) reply.raw.setHeader(name, value);
      if (isClosed) reply.raw.destroy();
      open.add(reply.raw);
      const texts = 'next' in started ? started : oneText(JSON.stringify({ errors: started }));
      await writeEventStream(reply.raw, texts, keepAliveMs);
    },
    close() {
      isClosed = true;
      for (const response of open) response.destroy();
    },
  };
}
