import type { GraphQLRequest } from '@apollo/server';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import type { DocumentNode } from 'graphql';
import type { Registry } from 'prom-client';
import type { Identity } from '../../../lib/identity.ts';
import type { Logger } from '../../../lib/log.ts';
import type { Redis } from '../../../lib/redis.ts';
import { holderOf } from '../../auth/quota.ts';
import type { OperationLimits } from '../operation-limits.ts';
import { createAutomaticOperations } from './automatic-operations.ts';
import { formOfBody } from './operation-form.ts';
import { createOperationRegistry } from './operation-registry.ts';
import { createOperationUsage } from './operation-usage.ts';
import { modeOfClient } from './persisted-operation-config.ts';
import type { PersistedOperationConfig } from './persisted-operation-config.ts';
import { createOperationReader } from './requested-operation.ts';
import type { ReadOperation } from './requested-operation.ts';
import { createOperationResolver } from './resolve-operation.ts';
import { addUsageRoute } from './usage-route.ts';
import type { ResolvedOperation } from './resolve-operation.ts';

export interface PersistedOperationsOptions {
  readonly config: PersistedOperationConfig & { readonly NODE_ENV: string };
  readonly redis: Redis | undefined;
  readonly limits: OperationLimits;
  readonly metrics: Registry;
  readonly logger: Logger;
}

export interface PersistedOperations {
  /** All that is registered at the moment. */
  readonly documents: () => { document: DocumentNode; operationName: string }[];
  /** What a request to /graphql asks for. */
  readonly ofGraphQL: ReadOperation;
  /** What a request to /p/<client>/<id> asks for. */
  readonly ofPath: ReadOperation;
  /** What a message on a stream asks for. */
  readonly ofStream: (
    request: GraphQLRequest,
    caller: { readonly identity: Identity; readonly address: string },
  ) => Promise<ResolvedOperation | undefined>;
  /** Adds the route that shows the use of operations. */
  addRoutes(app: FastifyInstance, identify: onRequestHookHandler): void;
  close(): Promise<void>;
}

/** Tells what each request asks for, by text, id or hash, and whether its client may. docs/persisted-operations.md. */
export async function createPersistedOperations(options: PersistedOperationsOptions): Promise<PersistedOperations> {
  const { config, redis, limits, metrics } = options;
  const logger = options.logger.child({ component: 'operations' });
  const registry = await createOperationRegistry(config.OPERATIONS_DIRECTORY, logger);
  const usage = createOperationUsage(redis, metrics);
  const resolve = createOperationResolver({
    registry,
    automatic: createAutomaticOperations(redis),
    usage,
    modeOf: (client) => modeOfClient(config, client),
    retiredDays: config.RETIRED_OPERATION_DAYS,
    limits,
    metrics,
    logger,
  });
  return {
    documents: () => registry.all().map(({ document, name }) => ({ document, operationName: name })),
    ...createOperationReader(resolve),
    async ofStream(request, { identity, address }) {
      const form = formOfBody(request);
      const caller = { client: identity.clientName, registrant: holderOf(identity, address) };
      return form && resolve(form, caller);
    },
    addRoutes: (app, identify) =>
      addUsageRoute(app, { identify, operationsOf: (client) => registry.of(client), usage }),
    async close() {
      await registry.close();
      await usage.close();
    },
  };
}
