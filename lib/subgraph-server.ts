import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parse } from 'graphql';
import { answerStatus } from './answer-status.ts';
import { createConsistencyPlugin } from './consistency-plugin.ts';
import { drainOnClose } from './drain-on-close.ts';
import { EVENT_STREAM, writeEventStream } from './event-stream.ts';
import type { Logger } from './log.ts';
import { IDENTITY_HEADER, REQUEST_ID_HEADER, SIGNATURE_HEADER } from './platform-headers.ts';
import { createRequestScopes, headerOf } from './request-scope.ts';
import type { RequestScope } from './request-scope.ts';
import { requireSignature } from './request-signature.ts';
import { addSubgraphErrorHandler, createSubgraphErrorMask } from './subgraph-errors.ts';
import { runSubscription } from './subgraph-subscriptions.ts';
import type { OperationRequest } from './subgraph-subscriptions.ts';

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
declare module 'fastify' {
  interface FastifyRequest {
    rawBody: string;
  }
}

function addHealthRoutes(app: FastifyInstance, checkReady: () => Promise<void>, logger: Logger): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    try {
      await checkReady();
      return { status: 'ok' };
    } catch (error) {
      logger.warn({ err: error }, 'not ready');
      return reply.status(503).send({ status: 'unavailable' });
    }
  });
}

/** Serves one federation 2 subgraph: signed requests only, errors masked, health checks, drained on close. */
export async function createSubgraphServer<Context extends RequestScope>(
  options: SubgraphServerOptions<Context>,
): Promise<SubgraphServer> {
  const { name, config, logger } = options;
  const production = config.NODE_ENV === 'production';
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestIdHeader: REQUEST_ID_HEADER,
    forceCloseConnections: 'idle',
  });

  const errors = createSubgraphErrorMask(name, logger);
  const scopes = createRequestScopes(config.SIGNING_SECRETS, logger);
  const schema = buildSubgraphSchema([{ typeDefs: parse(options.sdl), resolvers: options.resolvers as never }]);
  const streams = new Set<FastifyReply['raw']>();
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    formatError: errors.mask,
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

  addSubgraphErrorHandler(app, name, logger);

  const answerOperation = fastifyApolloHandler(apollo, {
    context: async (request, reply) => options.createContext(scopes.ofOperation(request, reply)),
  });
  const streamSubscription = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const reading = new AbortController();
    const events = runSubscription({
      schema,
      request: request.body as OperationRequest,
      reading,
      sourceContext: options.createContext(scopes.ofSource(request, reading.signal)),
      createEventContext: () => options.createContext(scopes.ofEvent(request, reading.signal)),
      formatError: errors.mask,
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
      errors.withinRequest(request.id, done);
    },
    handler(request, reply) {
      return request.headers.accept === EVENT_STREAM
        ? streamSubscription(request, reply)
        : answerOperation.call(this, request, reply);
    },
  });
  addHealthRoutes(app, options.checkReady, logger);
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
