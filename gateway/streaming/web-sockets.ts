import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { GraphQLError, GraphQLSchema, parse } from 'graphql';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import type { Context, ServerOptions, SubscribePayload } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { closableEvents } from '../../lib/closable-events.ts';
import type { ClosableEvents } from '../../lib/closable-events.ts';
import { AppError } from '../../lib/errors.ts';
import { publicExtensions } from '../../lib/graphql-errors.ts';
import type { Identity } from '../../lib/identity.ts';
import type { Logger } from '../../lib/log.ts';
import type { Identification } from '../auth/identify.ts';
import type { ReadConsistency } from '../consistency/read-consistency.ts';
import { StreamConsistency } from '../consistency/stream-consistency.ts';
import type { StartOperation } from './operation-starter.ts';

type Headers = Readonly<Record<string, string | undefined>>;

export interface WebSocketsOptions {
  readonly start: StartOperation;
  readonly identification: Pick<Identification, 'identify' | 'requireCapacity' | 'watchCredentials'>;
  readonly readConsistency: ReadConsistency;
  readonly keepAliveMs: number;
  readonly logger: Logger;
}

export interface WebSockets {
  /** Takes over the socket of an upgrade request. */
  readonly server: WebSocketServer;
  /** Speaks graphql-transport-ws on a socket that was opened. */
  serve(socket: WebSocket, request: FastifyRequest): void;
  /** Tells all clients to go elsewhere. */
  close(): Promise<void>;
}

interface Connection {
  readonly socket: WebSocket;
  readonly request: FastifyRequest;
  /** Aborted when the socket is closed. */
  readonly gone: AbortController;
  identity: Identity;
  consistency: StreamConsistency;
  stopWatching: () => void;
}

type ConnectionContext = Context<Record<string, unknown>, Connection>;

const MAX_MESSAGE_BYTES = 262_144;
const MAX_OPERATIONS_PER_SOCKET = 100;
/** A client that sends without reading what it asked for is disconnected when this much waits for it. */
const MAX_UNREAD_BYTES = 4 * 1_048_576;
/** Longest that a client may take to answer a close frame when the gateway ends. */
const CLOSE_TIMEOUT_MS = 1_000;
const CLOSED_FOR_NOW = 1013;
/** Of the reason in a close frame. */
const MAX_REASON_BYTES = 123;

/** graphql-ws wants something to execute, and the operation has been started by then. */
const NOTHING_TO_EXECUTE = { schema: new GraphQLSchema({}), document: parse('{ __typename }') };

function parsed(texts: ClosableEvents<string>): ClosableEvents<FormattedExecutionResult> {
  const closing = new AbortController();
  closing.signal.addEventListener('abort', () => void texts.return());
  async function* answers(): AsyncGenerator<FormattedExecutionResult, void, undefined> {
    for await (const text of texts) yield JSON.parse(text) as FormattedExecutionResult;
  }
  return closableEvents(answers(), closing);
}

/** As graphql-ws wants it; it sends what `toJSON` gives. */
function toGraphQLError({ message, locations, extensions }: GraphQLFormattedError): GraphQLError {
  return Object.assign(new GraphQLError(message, { extensions }), { locations });
}

function closeWith({ socket, request }: Connection, error: unknown, logger: Logger): void {
  if (error instanceof AppError && error.code !== 'UPSTREAM_UNAVAILABLE') {
    socket.close(CloseCode.Forbidden, error.message.slice(0, MAX_REASON_BYTES));
    return;
  }
  logger.error({ err: error, requestId: request.id }, 'a WebSocket could not be authenticated');
  socket.close(CLOSED_FOR_NOW, 'Try again later.');
}

export function createWebSockets(options: WebSocketsOptions): WebSockets {
  const { start, readConsistency, keepAliveMs, logger } = options;
  const { identify, requireCapacity, watchCredentials } = options.identification;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols,
  });

  async function connect({ connectionParams = {}, extra }: ConnectionContext): Promise<boolean> {
    const { request, socket } = extra;
    const given = Object.entries(connectionParams).map(([name, value]) => [name.toLowerCase(), String(value)]);
    const { authorization, 'x-api-key': apiKey } = request.headers;
    const headers = { authorization, 'x-api-key': apiKey, ...(Object.fromEntries(given) as Headers) };
    try {
      if (given.length > 0) extra.identity = await identify(headers, request.ip);
      const token = readConsistency(headers, extra.identity, request.ip);
      if (token !== undefined) extra.consistency.add(token);
    } catch (error) {
      closeWith(extra, error, logger);
      return false;
    }
    if (socket.readyState !== socket.OPEN) return false;
    extra.stopWatching = watchCredentials(headers, request.ip, (error) => closeWith(extra, error, logger));
    return true;
  }

  async function startOn({ extra, subscriptions }: ConnectionContext, payload: SubscribePayload) {
    const { identity, request, consistency, gone } = extra;
    const requestId = randomUUID();
    try {
      if (Object.keys(subscriptions).length > MAX_OPERATIONS_PER_SOCKET)
        throw new AppError('LIMIT_EXCEEDED', `A WebSocket carries ${MAX_OPERATIONS_PER_SOCKET} operations at a time.`);
      await requireCapacity(identity, request.ip);
      const { query, operationName, variables, extensions } = payload;
      const operation = {
        query,
        ...(operationName && { operationName }),
        ...(variables && { variables }),
        ...(extensions && { extensions }),
      };
      const started = await start(operation, {
        identity,
        address: request.ip,
        requestId,
        consistency,
        signal: gone.signal,
      });
      return 'next' in started ? { ...NOTHING_TO_EXECUTE, contextValue: started } : started.map(toGraphQLError);
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'INTERNAL_SERVER_ERROR';
      if (!(error instanceof AppError)) logger.error({ err: error, requestId }, 'an operation could not be started');
      const { message } = error instanceof AppError ? error : new AppError(code);
      const extensions = { ...publicExtensions(code, { service: 'gateway', requestId }) };
      return [new GraphQLError(message, { extensions })];
    }
  }

  const protocolOptions: ServerOptions<Record<string, unknown>, Connection> = {
    onConnect: connect,
    onSubscribe: (context, _id, payload) => startOn(context, payload),
    execute: ({ contextValue }) => parsed(contextValue as ClosableEvents<string>) as never,
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
  };
  const protocol = makeServer(protocolOptions);

  /** Ends a connection whose client has not answered one ping by the time of the next. */
  function keepAlive(socket: WebSocket): () => void {
    let isAnswered = true;
    socket.on('pong', () => (isAnswered = true));
    const timer = setInterval(() => {
      if (!isAnswered) return socket.terminate();
      isAnswered = false;
      socket.ping();
    }, keepAliveMs);
    return () => clearInterval(timer);
  }

  return {
    server,
    serve(socket, request) {
      const { identity, consistencyToken } = request;
      const connection: Connection = {
        socket,
        request,
        identity,
        consistency: new StreamConsistency(consistencyToken),
        gone: new AbortController(),
        stopWatching: () => undefined,
      };
      const stopPinging = keepAlive(socket);
      const requireReading = (): void => {
        if (socket.bufferedAmount > MAX_UNREAD_BYTES) socket.terminate();
      };
      socket.on('ping', requireReading);
      const onClosed = protocol.opened(
        {
          protocol: socket.protocol,
          send: (data) =>
            new Promise((resolve) => {
              // A socket that fails is closed, and that ends its operations.
              socket.send(data, () => resolve());
            }),
          close: (code, reason) => socket.close(code, reason),
          onMessage: (handle) =>
            socket.on('message', (data) => {
              requireReading();
              handle((data as Buffer).toString()).catch((error: unknown) => {
                logger.warn({ err: error, requestId: request.id }, 'a WebSocket message could not be handled');
                socket.close(CloseCode.BadRequest, 'Invalid message');
              });
            }),
        },
        connection,
      );
      socket.on('error', (error) => logger.debug({ err: error, requestId: request.id }, 'a WebSocket failed'));
      socket.once('close', (code, reason) => {
        stopPinging();
        connection.stopWatching();
        connection.gone.abort();
        void onClosed(code, String(reason));
      });
    },
    async close() {
      server.close();
      const closed = [...server.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of server.clients) socket.close(1001, 'Going away');
      const timer = setTimeout(() => server.clients.forEach((socket) => socket.terminate()), CLOSE_TIMEOUT_MS);
      await Promise.all(closed);
      clearTimeout(timer);
    },
  };
}
