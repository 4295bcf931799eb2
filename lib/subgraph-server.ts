import { AsyncLocalStorage } from 'node:async_hooks';
import { ApolloServer } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parse } from 'graphql';
import { answerStatus } from './answer-status.ts';
import { createTagHeader } from './answer-tags.ts';
import type { AddTags } from './answer-tags.ts';
import { requiredPositions } from './consistency-token.ts';
import { createConsistencyPlugin } from './consistency-plugin.ts';
import { databaseFailure } from './db-errors.ts';
import { createDatabaseSession } from './db-session.ts';
import type { DatabaseSession } from './db-session.ts';
import { drainOnClose } from './drain-on-close.ts';
import { AppError, ERROR_TABLE } from './errors.ts';
import type { ErrorCode } from './errors.ts';
import { EVENT_STREAM, writeEventStream } from './event-stream.ts';
import { findAppError, maskError, publicExtensions } from './graphql-errors.ts';
import type { MaskContext } from './graphql-errors.ts';
import { decodeIdentity } from './identity.ts';
import type { Identity } from './identity.ts';
import type { Logger } from './log.ts';
import {
  CACHE_TAG_HEADER,
  CONSISTENCY_TOKEN_HEADER,
  DEADLINE_HEADER,
  IDENTITY_HEADER,
  REQUEST_ID_HEADER,
  SIGNATURE_HEADER,
} from './platform-headers.ts';
import { requireSignature } from './request-signature.ts';
import { runSubscription } from './subgraph-subscriptions.ts';
import type { OperationRequest } from './subgraph-subscriptions.ts';

/** What every request brings; a subgraph's context.ts adds its database and loaders. */
export interface RequestScope {
  readonly identity: Identity;
  readonly requestId: string;
  /** When the caller stops waiting, in milliseconds since the epoch; never, where the events of a subscription come from. */
  readonly deadlineAtMs: number;
  /** Aborted when the caller goes away or its deadline passes. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Tags of what a query's answer holds beside the entities that the gateway asked for; caches drop it by them. */
  readonly dependsOn: AddTags;
  /** Tags of what a mutation changed: caches drop what has them before the client has its answer. */
  readonly changed: AddTags;
  /** What the request must see of the database; the database notes here what it did. */
  readonly databaseSession: DatabaseSession;
  /** As the caller sent it, for calls to other subgraphs. */
  readonly consistencyToken: string | undefined;
}

export interface SubgraphServerOptions<Context extends RequestScope> {
  readonly name: string;
  readonly sdl: string;
  /** Typed by the generated `Resolvers` of the subgraph. */
  readonly resolvers: object;
  readonly createContext: (scope: RequestScope) => Context;
  readonly config: {
    readonly NODE_ENV: string;
    readonly HOST: string;
    readonly PORT: number;
    readonly SIGNING_SECRETS: readonly string[];
  };
  readonly logger: Logger;
  /** Rejects while the subgraph cannot serve. */
  readonly checkReady: () => Promise<void>;
  /** Routes beside `/graphql` and the health checks; they are not signed. */
  readonly addRoutes?: (app: FastifyInstance) => void;
}

export interface SubgraphServer {
  /** Starts listening and returns the base URL. */
  listen(): Promise<string>;
  /** Stops accepting, lets running requests finish, and closes. */
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 1_048_576;
const DEFAULT_DEADLINE_MS = 10_000;
/** What Fastify's errors mean to the caller. */
const REQUEST_FAILURES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
};

declare module 'fastify' {
  interface FastifyRequest {
    rawBody: string;
  }
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** How long the caller will still wait. */
function remainingMsOf(request: FastifyRequest): number {
  const remainingMs = Number(headerOf(request, DEADLINE_HEADER));
  return remainingMs > 0 ? Math.min(remainingMs, DEFAULT_DEADLINE_MS) : DEFAULT_DEADLINE_MS;
}

function signalOf(reply: FastifyReply, remainingMs: number): AbortSignal {
  // One controller and a timer that is cleared: AbortSignal.any and AbortSignal.timeout would outlive every request.
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(new AppError('UPSTREAM_TIMEOUT')), remainingMs).unref();
  reply.raw.once('close', () => {
    clearTimeout(timer);
    if (!reply.raw.writableEnded) ending.abort(new AppError('UPSTREAM_TIMEOUT', 'The caller went away.'));
  });
  return ending.signal;
}

/** Serves one federation 2 subgraph: signed requests only, errors masked, health checks, drained on close. */
export async function createSubgraphServer<Context extends RequestScope>(
  options: SubgraphServerOptions<Context>,
): Promise<SubgraphServer> {
  const { name, config, logger } = options;
  const production = config.NODE_ENV === 'production';
  const maskContext = new AsyncLocalStorage<MaskContext>();
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestIdHeader: REQUEST_ID_HEADER,
    forceCloseConnections: 'idle',
  });

  const currentMaskContext = (): MaskContext => maskContext.getStore() ?? { service: name, requestId: '' };
  const maskAndLog = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const context = currentMaskContext();
    const cause = error instanceof Error && 'originalError' in error ? error.originalError : error;
    const masked = maskError(formatted, findAppError(error) ?? databaseFailure(cause) ?? error, context);
    const code = masked.extensions?.['code'];
    if (code === 'INTERNAL_SERVER_ERROR')
      logger.error({ err: cause, ...context, path: formatted.path }, 'unexpected error');
    if (code === 'UPSTREAM_UNAVAILABLE' || code === 'UPSTREAM_TIMEOUT')
      logger.warn({ err: cause, ...context }, 'outage');
    return masked;
  };

  const schema = buildSubgraphSchema([{ typeDefs: parse(options.sdl), resolvers: options.resolvers as never }]);
  const streams = new Set<FastifyReply['raw']>();
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    formatError: maskAndLog,
    stopOnTerminationSignals: false,
    logger: logger.child({ component: 'apollo' }),
    plugins: [
      answerStatus,
      createConsistencyPlugin(config.SIGNING_SECRETS),
      ApolloServerPluginCacheControl({ calculateHttpHeaders: 'if-cacheable' }),
      fastifyApolloDrainPlugin(app),
    ],
  });
  await apollo.start();

  drainOnClose(app);
  // The signature covers the body as it was sent, so it is kept as text until it has been checked.
  app.decorateRequest('rawBody', '');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    request.rawBody = body as string;
    done(null, undefined);
  });

  app.setErrorHandler((error, request, reply) => {
    const code = REQUEST_FAILURES[(error as { code?: string }).code ?? ''] ?? 'BAD_REQUEST';
    const appError = error instanceof AppError ? error : new AppError(code, undefined, { cause: error });
    const extensions = publicExtensions(appError.code, { service: name, requestId: request.id });
    return reply
      .status(ERROR_TABLE[appError.code].httpStatus)
      .send({ errors: [{ message: appError.message, extensions }] });
  });

  const scopeOf = (
    request: FastifyRequest,
    deadlineAtMs: number,
    signal: AbortSignal,
    addTags: AddTags = () => undefined,
  ): RequestScope => {
    const { operationName } = request.body as OperationRequest;
    const requestLogger = logger.child({ requestId: request.id, ...(operationName && { operationName }) });
    const consistencyToken = headerOf(request, CONSISTENCY_TOKEN_HEADER);
    const required = requiredPositions(config.SIGNING_SECRETS, consistencyToken, Date.now());
    return {
      identity: decodeIdentity(headerOf(request, IDENTITY_HEADER) ?? ''),
      requestId: request.id,
      deadlineAtMs,
      signal,
      logger: requestLogger,
      databaseSession: createDatabaseSession({ required, signal, logger: requestLogger }),
      consistencyToken,
      dependsOn: addTags,
      changed: addTags,
    };
  };
  const answerOperation = fastifyApolloHandler(apollo, {
    context: async (request, reply) => {
      const remainingMs = remainingMsOf(request);
      const addTags = createTagHeader((value) => void reply.header(CACHE_TAG_HEADER, value));
      return options.createContext(scopeOf(request, Date.now() + remainingMs, signalOf(reply, remainingMs), addTags));
    },
  });
  const streamSubscription = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const reading = new AbortController();
    const createEventContext = (): Context => {
      const signal = AbortSignal.any([reading.signal, AbortSignal.timeout(DEFAULT_DEADLINE_MS)]);
      const scope = scopeOf(request, Date.now() + DEFAULT_DEADLINE_MS, signal);
      // An event tells of a write that no replica may have yet.
      scope.databaseSession.readsPrimary = true;
      return options.createContext(scope);
    };
    const events = runSubscription({
      schema,
      request: request.body as OperationRequest,
      reading,
      sourceContext: options.createContext(scopeOf(request, Infinity, reading.signal)),
      createEventContext,
      formatError: maskAndLog,
    });
    reply.hijack();
    streams.add(reply.raw);
    reply.raw.once('close', () => streams.delete(reply.raw));
    await writeEventStream(reply.raw, events);
  };
  app.route({
    method: 'POST',
    url: '/graphql',
    preHandler: (request, _reply, done) => {
      const identity = headerOf(request, IDENTITY_HEADER) ?? '';
      requireSignature(
        config.SIGNING_SECRETS,
        { service: name, identity, body: request.rawBody },
        headerOf(request, SIGNATURE_HEADER),
        Date.now(),
      );
      request.body = JSON.parse(request.rawBody);
      maskContext.run({ service: name, requestId: request.id }, done);
    },
    handler(request, reply) {
      return request.headers.accept === EVENT_STREAM
        ? streamSubscription(request, reply)
        : answerOperation.call(this, request, reply);
    },
  });
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    try {
      await options.checkReady();
      return { status: 'ok' };
    } catch (error) {
      logger.warn({ err: error }, 'not ready');
      return reply.status(503).send({ status: 'unavailable' });
    }
  });
  options.addRoutes?.(app);

  return {
    listen: () => app.listen({ host: config.HOST, port: config.PORT }),
    close: async () => {
      // Without `complete` the gateway can tell that more was to come.
      for (const stream of streams) stream.destroy();
      await apollo.stop();
      await app.close();
    },
  };
}
