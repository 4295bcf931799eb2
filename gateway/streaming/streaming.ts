import type { GraphQLRequest, GraphQLResponse } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../../lib/log.ts';
import type { Identification } from '../auth/identify.ts';
import { networkOf } from '../auth/network-of.ts';
import type { GatewayConfig } from '../config.ts';
import type { ReadConsistency } from '../consistency/read-consistency.ts';
import type { ErrorMask } from '../errors/error-mask.ts';
import type { ServingSupergraph } from '../execution/serving-supergraph.ts';
import type { SubgraphTransport } from '../execution/transport/subgraph-transport.ts';
import { createEventStreams } from './event-streams.ts';
import { createOpenLimit } from './open-limit.ts';
import { createOperationStarter } from './operation-starter.ts';
import type { OperationStarterOptions } from './operation-starter.ts';
import { createSubgraphStreams } from './subgraph-streams.ts';
import type { StreamContext } from './subscription-step.ts';
import { routeUpgrades } from './route-upgrades.ts';
import { createWebSockets } from './web-sockets.ts';

export interface StreamingOptions {
  readonly app: FastifyInstance;
  readonly config: GatewayConfig;
  readonly identification: Pick<Identification, 'identify' | 'requireCapacity' | 'watchCredentials'>;
  readonly readConsistency: ReadConsistency;
  readonly errors: ErrorMask;
  /** Runs an operation through Apollo Server, which has the `subscriptionStep`. */
  readonly execute: (request: GraphQLRequest, context: StreamContext) => Promise<GraphQLResponse>;
  readonly resolve: OperationStarterOptions['resolve'];
  readonly supergraphOf: (apiSchema: GraphQLSchema) => ServingSupergraph;
  readonly transport: SubgraphTransport;
  readonly logger: Logger;
}

export interface Streaming {
  /** Whether a request for /graphql is to be answered here. */
  isAsked(request: FastifyRequest): boolean;
  /** Answers an authenticated request: as an event stream, or by opening a WebSocket. */
  answer(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Ends all streams, so that clients go elsewhere. */
  close(): Promise<void>;
}

/** Subscriptions, and any other operation, over event streams and WebSockets. */
export function createStreaming({ app, config, identification, ...options }: StreamingOptions): Streaming {
  const logger = options.logger.child({ component: 'streaming' });
  const keepAliveMs = config.STREAM_KEEP_ALIVE_MS;
  const takeStream = createOpenLimit(config.STREAMS_PER_ADDRESS, 'streams');
  const streams = createSubgraphStreams({
    transport: options.transport,
    signingSecrets: config.SIGNING_SECRETS,
    idleMs: config.SUBGRAPH_STREAM_IDLE_MS,
    logger,
  });
  const start = createOperationStarter({
    execute: options.execute,
    resolve: options.resolve,
    supergraphOf: options.supergraphOf,
    streams,
    errors: options.errors,
    takeSubscription: createOpenLimit(config.SUBSCRIPTIONS_PER_IDENTITY, 'subscriptions'),
    operationTimeoutMs: config.OPERATION_TIMEOUT_MS,
  });
  const eventStreams = createEventStreams({
    start,
    takeStream,
    keepAliveMs,
    watchCredentials: identification.watchCredentials,
  });
  const webSockets = createWebSockets({
    start,
    identification,
    readConsistency: options.readConsistency,
    keepAliveMs,
    logger,
  });
  const upgrades = routeUpgrades(app);

  return {
    isAsked: (request) => upgrades.isAsked(request) || eventStreams.isAsked(request),
    async answer(request, reply) {
      if (!upgrades.isAsked(request)) return eventStreams.answer(request, reply);
      upgrades.accept(request, reply, {
        server: webSockets.server,
        onOpen: (socket) => webSockets.serve(socket, request),
        onClose: takeStream(networkOf(request.ip)),
      });
    },
    async close() {
      eventStreams.close();
      await webSockets.close();
      await streams.close();
    },
  };
}
