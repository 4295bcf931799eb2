import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { AppError } from '../../../lib/errors.ts';
import { requireScope } from '../../../lib/identity.ts';
import type { ClientOperations } from './client-operations.ts';
import type { OperationUsage } from './operation-usage.ts';

export interface UsageRouteOptions {
  /** Sets the identity of the request. */
  readonly identify: onRequestHookHandler;
  readonly operationsOf: (client: string) => ClientOperations | undefined;
  readonly usage: Pick<OperationUsage, 'usesOf' | 'since'>;
}

/** `GET /admin/operations/<client>` tells an administrator how often and when last each of its operations was asked for. */
export function addUsageRoute(app: FastifyInstance, { identify, operationsOf, usage }: UsageRouteOptions): void {
  app.get('/admin/operations/:client', { onRequest: identify }, async (request, reply) => {
    requireScope(
      request.identity,
      'operations:read',
      'The use of operations is shown with the scope operations:read or admin.',
    );
    const { client } = request.params as { client: string };
    const operations = operationsOf(client);
    if (!operations) throw new AppError('NOT_FOUND', `No operations are registered for ${client}.`);

    const uses = await usage.usesOf(client);
    const useOf = (id: string) => uses.get(id) ?? { requests: 0, lastUsedAt: null };
    const registered = [...operations.byId.values()].map(({ id, name }) => ({ id, name, ...useOf(id) }));
    const retired = [...operations.retired.values()].map((operation) => ({ ...operation, ...useOf(operation.id) }));
    return reply.header('cache-control', 'no-store').send({ client, since: await usage.since(), registered, retired });
  });
}
