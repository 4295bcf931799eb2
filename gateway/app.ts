import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { Agent } from 'undici';
import { answerStatus } from '../lib/answer-status.ts';
import { ANONYMOUS } from '../lib/identity.ts';
import type { Identity } from '../lib/identity.ts';
import type { Logger } from '../lib/log.ts';
import { createRedis } from '../lib/redis.ts';
import { createAuthenticator } from './auth/authenticate.ts';
import { createRateLimit } from './auth/rate-limit.ts';
import type { GatewayConfig } from './config.ts';
import type { GatewayContext } from './context.ts';
import { addErrorHandlers } from './errors/http-errors.ts';
import { maskGatewayError } from './errors/mask-errors.ts';
import { checkSubgraph } from './execution/check-subgraph.ts';
import { FederatedGateway } from './execution/federated-gateway.ts';
import { createSubgraphDataSource } from './execution/subgraph-data-source.ts';
import { createSupergraphFile, unusableSupergraph } from './execution/supergraph-file.ts';
import { subgraphsOf } from './execution/supergraph-subgraphs.ts';
import { createSubgraphTransport } from './execution/transport/subgraph-transport.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { addHealthRoutes } from './http/health.ts';
import { createAuthorizer } from './operations/authorize.ts';
import { createDocumentStore } from './operations/document-store.ts';
import { operationLimitsOf } from './operations/limit-config.ts';
import { createOperationPlugin } from './operations/operation-plugin.ts';

export interface Gateway {
  /** Starts listening and returns the base URL. */
  listen(): Promise<string>;
  /** Stops accepting, lets running operations finish, and closes. */
  close(): Promise<void>;
}

const HEALTH_ANSWER_LIMIT_BYTES = 65_536;

declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity;
  }
}

/** The pipeline, in the order a request travels it; docs/lifecycle.md draws it. */
export async function createGateway(config: GatewayConfig, logger: Logger): Promise<Gateway> {
  const production = config.NODE_ENV === 'production';
  const requestIds = new AsyncLocalStorage<string>();
  const redis = config.REDIS_URL === undefined ? undefined : createRedis(config.REDIS_URL, logger);
  const healthChecks = new Agent({ maxResponseSize: HEALTH_ANSWER_LIMIT_BYTES });
  const urlOf = (name: string, url = ''): string => config.SUBGRAPH_URLS[name] ?? url;
  let closing = false;

  // 1 HTTP
  const app = await createHttpServer(config);
  addErrorHandlers(app, logger);

  // 2 Identity and limits
  const authenticate = createAuthenticator({ jwksUrl: config.JWKS_URL });
  const requireCapacity = createRateLimit({
    perAccount: config.RATE_LIMIT_PER_MINUTE,
    perAnonymousAddress: config.ANONYMOUS_RATE_LIMIT_PER_MINUTE,
    redis,
  });
  app.decorateRequest('identity');
  const identify = async (request: FastifyRequest): Promise<void> => {
    // A refused token counts against its address, so that guessing is limited too.
    const identity = await authenticate(request.headers).catch(async (error: unknown) => {
      await requireCapacity(ANONYMOUS, request.ip);
      throw error;
    });
    await requireCapacity(identity, request.ip);
    request.identity = identity;
  };

  // 3 Operation
  const limits = operationLimitsOf(config);
  const authorizer = createAuthorizer();
  const operations = createOperationPlugin({
    authorizer,
    documents: createDocumentStore({ limits, introspection: !production }),
    limits,
    defaultListSize: config.DEFAULT_LIST_SIZE,
  });

  // 5 Execution
  const transport = createSubgraphTransport({
    policies: config.SUBGRAPH_POLICIES,
    signingSecrets: config.SIGNING_SECRETS,
    logger: logger.child({ component: 'transport' }),
  });
  const federation = new FederatedGateway({
    supergraphSdl: createSupergraphFile(config.SUPERGRAPH, logger),
    buildService: ({ name, url }) => createSubgraphDataSource(transport.connect(name, urlOf(name, url))),
    logger: logger.child({ component: 'federation' }),
  });
  let subgraphs: ReadonlyMap<string, string> = new Map();
  federation.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
    authorizer.load(apiSchema, coreSupergraphSdl);
    subgraphs = subgraphsOf(coreSupergraphSdl);
  });

  // 6 Answer
  const maskAndLog = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const requestId = requestIds.getStore() ?? '';
    const masked = maskGatewayError(formatted, error, requestId);
    if (masked.extensions?.['code'] === 'INTERNAL_SERVER_ERROR')
      logger.error({ err: error, requestId, path: formatted.path }, 'unexpected error');
    return masked;
  };
  const apollo = new ApolloServer<GatewayContext>({
    gateway: federation,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    formatError: maskAndLog,
    stopOnTerminationSignals: false,
    logger: logger.child({ component: 'apollo' }),
    documentStore: null,
    plugins: [operations, answerStatus, fastifyApolloDrainPlugin(app)],
  });
  const release = async (): Promise<void> => {
    redis?.disconnect();
    await transport.close();
    await healthChecks.close();
  };
  await apollo.start().catch(async (error: unknown) => {
    await release();
    throw unusableSupergraph(config.SUPERGRAPH, error);
  });

  const createContext = async (request: FastifyRequest, reply: FastifyReply): Promise<GatewayContext> => {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableEnded) gone.abort();
    });
    return {
      identity: request.identity,
      requestId: request.id,
      signal: AbortSignal.any([gone.signal, AbortSignal.timeout(config.OPERATION_TIMEOUT_MS)]),
      deadlineAtMs: Date.now() + config.OPERATION_TIMEOUT_MS,
    };
  };
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: identify,
    preHandler: (request, _reply, done) => requestIds.run(request.id, done),
    handler: fastifyApolloHandler(apollo, { context: createContext }),
  });
  addHealthRoutes(app, {
    canServe: () => !closing,
    checks: () => ({
      ...Object.fromEntries(
        [...subgraphs].map(([name, url]) => [name, () => checkSubgraph(urlOf(name, url), healthChecks)]),
      ),
      ...(redis && { redis: () => redis.ping() }),
    }),
  });

  return {
    listen: () => app.listen({ host: config.HOST, port: config.PORT }),
    close: async () => {
      closing = true;
      await sleep(config.SHUTDOWN_DELAY_MS);
      await apollo.stop();
      await app.close();
      await release();
    },
  };
}
