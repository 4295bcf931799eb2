import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloServer } from '@apollo/server';
import type { GraphQLRequest, GraphQLResponse } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Registry } from 'prom-client';
import { Agent } from 'undici';
import { setAnswerStatus } from '../lib/answer-status.ts';
import type { Identity } from '../lib/identity.ts';
import type { Logger } from '../lib/log.ts';
import { createRedis } from '../lib/redis.ts';
import { createIdentification } from './auth/identify.ts';
import { identityScope } from './auth/identity-scope.ts';
import type { ScopeOf } from './auth/identity-scope.ts';
import { createGatewayCache } from './cache/gateway-cache.ts';
import { addInvalidateRoute } from './cache/invalidate-route.ts';
import { createCdnPurge } from './cache/purge/create-cdn-purge.ts';
import type { GatewayConfig } from './config.ts';
import { createConsistencyHeaders } from './consistency/consistency-headers.ts';
import { createConsistencyReader } from './consistency/read-consistency.ts';
import type { GatewayContext } from './context.ts';
import { createErrorMask } from './errors/error-mask.ts';
import { addErrorHandlers } from './errors/http-errors.ts';
import { checkSubgraph } from './execution/check-subgraph.ts';
import { stringifyAnswer } from './execution/answer-text.ts';
import { createExecutionStep } from './execution/execution-step.ts';
import { createInflightSharing } from './execution/inflight.ts';
import { FederatedGateway } from './execution/federated-gateway.ts';
import { createSupergraphServer } from './execution/serving-supergraph.ts';
import { unusableSupergraph } from './execution/supergraph-file.ts';
import { createSubgraphTransport } from './execution/transport/subgraph-transport.ts';
import { createOperationHandler } from './http/answer-operation.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { addHealthRoutes } from './http/health.ts';
import { namedByItself, textsByThemselves } from './http/named-by-itself.ts';
import { createAuthorizer } from './operations/authorize.ts';
import { createCheckStep } from './operations/check-step.ts';
import { createDocumentStore } from './operations/document-store.ts';
import { operationLimitsOf } from './operations/limit-config.ts';
import { createMetricsStep } from './operations/metrics-step.ts';
import { pluginOf } from './operations/operation-steps.ts';
import { keepTextStep } from './operations/persisted/keep-text-step.ts';
import { createPersistedOperations } from './operations/persisted/persisted-operations.ts';
import { createDeferredStep } from './streaming/deferred-step.ts';
import { createStreaming } from './streaming/streaming.ts';
import { subscriptionStep } from './streaming/subscription-step.ts';

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
    /** What the client must see of the databases: its token, or that only the primary will do. */
    consistencyToken: string | undefined;
  }
}

/** The pipeline, in the order a request travels it; docs/lifecycle.md draws it. */
export async function createGateway(
  config: GatewayConfig,
  logger: Logger,
  metrics: Registry,
  scopeOf: ScopeOf = identityScope,
): Promise<Gateway> {
  const production = config.NODE_ENV === 'production';
  const redis = config.REDIS_URL === undefined ? undefined : createRedis(config.REDIS_URL, logger);
  const healthChecks = new Agent({ maxResponseSize: HEALTH_ANSWER_LIMIT_BYTES });
  const errors = createErrorMask(logger);
  let closing = false;

  // 1 HTTP
  const app = await createHttpServer(config);
  addErrorHandlers(app, logger);

  // 2 Identity and limits
  const identification = createIdentification(config, redis);
  const readConsistency = createConsistencyReader(config.SIGNING_SECRETS);
  app.decorateRequest('identity');
  app.decorateRequest('consistencyToken');
  const complete = (request: FastifyRequest, identity: Identity): void => {
    request.identity = identity;
    request.consistencyToken = readConsistency(request.headers, identity, request.ip);
  };
  const identify: onRequestHookHandler = (request, _reply, done) => {
    const identity = identification.identify(request.headers, request.ip);
    if (identity instanceof Promise)
      return void identity.then((found) => complete(request, found)).then(() => done(), done);
    complete(request, identity);
    done();
  };

  // 3 Operation
  const limits = operationLimitsOf(config);
  const persisted = await createPersistedOperations({ config, redis, limits, metrics, logger });
  const authorizer = createAuthorizer();
  const operations = createCheckStep({
    authorizer,
    documents: createDocumentStore({ limits, introspection: !production }),
    limits,
    defaultListSize: config.DEFAULT_LIST_SIZE,
    mask: errors.mask,
  });

  // 4 Cache
  const inflight = createInflightSharing();
  const cache = createGatewayCache({
    config,
    redis,
    scopeOf,
    onChanged: inflight.renew,
    cdn: createCdnPurge({ config, metrics, logger: logger.child({ component: 'cdn' }) }),
    metrics,
    logger: logger.child({ component: 'cache' }),
  });

  // 5 Execution
  const transport = createSubgraphTransport({
    policies: config.SUBGRAPH_POLICIES,
    signingSecrets: config.SIGNING_SECRETS,
    logger: logger.child({ component: 'transport' }),
  });
  const federation = new FederatedGateway({
    supergraphFile: config.SUPERGRAPH,
    prepare: createSupergraphServer({
      transport,
      urls: config.SUBGRAPH_URLS,
      share: inflight.share,
      scopeOf,
      entities: cache.entities,
      ruleSetVersion: config.RULE_SET_VERSION,
      overrides: { labels: new Set(config.OVERRIDE_LABELS), percentage: Math.random() * 100 },
      registeredOperations: persisted.documents,
      logger,
    }),
    logger: logger.child({ component: 'federation' }),
  });
  let subgraphs: ReadonlyMap<string, string> = new Map();
  federation.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
    authorizer.load(apiSchema, coreSupergraphSdl);
    const supergraph = federation.supergraphOf(apiSchema);
    subgraphs = supergraph.subgraphs;
    cache.setVersion(supergraph.version);
  });

  // 6 Answer
  const execute = (operation: GraphQLRequest, contextValue: GatewayContext): Promise<GraphQLResponse> =>
    apollo.executeOperation(namedByItself(operation), { contextValue });
  const streaming = createStreaming({
    app,
    config,
    identification,
    readConsistency,
    errors,
    supergraphOf: federation.supergraphOf,
    resolve: persisted.ofStream,
    transport,
    execute: (operation, contextValue) =>
      errors.withinAnswer(contextValue.requestId, async () => {
        const response = await execute(operation, contextValue);
        await cache.settle(contextValue);
        return response;
      }),
    logger,
  });
  const answers = { supergraphOf: federation.supergraphOf, mask: errors.mask };
  const deferred = createDeferredStep(answers);
  const execution = createExecutionStep(answers);
  const apollo = new ApolloServer<GatewayContext>({
    gateway: federation,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => errors.mask(formatted, error),
    stringifyResult: stringifyAnswer,
    stopOnTerminationSignals: false,
    logger: logger.child({ component: 'apollo' }),
    documentStore: null,
    persistedQueries: { cache: textsByThemselves },
    plugins: [
      pluginOf([
        operations,
        () => ({ willSendResponse: setAnswerStatus }),
        createMetricsStep(metrics),
        keepTextStep,
        subscriptionStep,
        deferred,
        execution,
      ]),
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginCacheControlDisabled(),
      // The page for developers loads scripts from elsewhere.
      ...(production ? [ApolloServerPluginLandingPageDisabled()] : []),
    ],
  });
  const release = async (): Promise<void> => {
    await persisted.close();
    await identification.close();
    await cache.close();
    redis?.disconnect();
    await transport.close();
    await healthChecks.close();
  };
  await apollo.start().catch(async (error: unknown) => {
    await release();
    throw unusableSupergraph(config.SUPERGRAPH, error);
  });

  const answerOperation = createOperationHandler({
    apollo,
    execute,
    timeoutMs: config.OPERATION_TIMEOUT_MS,
    addConsistencyHeaders: createConsistencyHeaders({ isSecure: production }),
    withinAnswer: errors.withinAnswer,
    cache,
  });
  app.route({
    onRequest: identify,
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: (request, reply) =>
      streaming.isAsked(request)
        ? streaming.answer(request, reply)
        : answerOperation(request, reply, persisted.ofGraphQL),
  });
  app.get('/p/:client/:id', { onRequest: identify }, (request, reply) =>
    answerOperation(request, reply, persisted.ofPath),
  );
  persisted.addRoutes(app, identify);
  addInvalidateRoute(app, { identify, invalidate: (named) => cache.invalidate(named) });
  addHealthRoutes(app, {
    canServe: () => !closing,
    checks: () => ({
      ...Object.fromEntries([...subgraphs].map(([name, url]) => [name, () => checkSubgraph(url, healthChecks)])),
      ...(redis && { redis: () => redis.ping() }),
    }),
  });

  return {
    listen: () => app.listen({ host: config.HOST, port: config.PORT }),
    close: async () => {
      closing = true;
      await sleep(config.SHUTDOWN_DELAY_MS);
      await streaming.close();
      await apollo.stop();
      await app.close();
      await release();
    },
  };
}
