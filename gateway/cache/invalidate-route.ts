import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { z } from 'zod';
import { entityTag } from '../../lib/answer-tags.ts';
import type { Invalidation } from '../../lib/cache-invalidation.ts';
import { AppError } from '../../lib/errors.ts';
import { requireScope } from '../../lib/identity.ts';

export interface InvalidateRouteOptions {
  /** Sets the identity of the request. */
  readonly identify: onRequestHookHandler;
  readonly invalidate: (invalidation: Invalidation) => Promise<void>;
}

/** Of those who may drop what is kept, and see what answers came from. */
export const CACHE_SCOPE = 'cache:invalidate';

const MOST_NAMES = 1_000;
const names = z.array(z.string().min(1).max(200)).max(MOST_NAMES);
const invalidation = z
  .strictObject({ tags: names, types: names, operations: names })
  .partial()
  .refine((given) => Object.values(given).some((list) => list !== undefined && list.length > 0));

/** A tag as it stands with answers: its key may hold characters that are escaped there. */
function normalTag(tag: string): string {
  const [type = '', ...key] = tag.split(':');
  return entityTag(type, ...key.map(decodedPart));
}

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `POST /admin/cache/invalidate` drops what is kept by tag, type or operation, in every gateway, before it answers 204. */
export function addInvalidateRoute(app: FastifyInstance, { identify, invalidate }: InvalidateRouteOptions): void {
  app.post('/admin/cache/invalidate', { onRequest: identify }, async (request, reply) => {
    requireScope(request.identity, CACHE_SCOPE, `Invalidating needs the scope ${CACHE_SCOPE} or admin.`);
    const parsed = invalidation.safeParse(request.body);
    if (!parsed.success)
      throw new AppError(
        'BAD_REQUEST',
        `Send {"tags": ["Company:BE0403170701"]}, "types" or "operations": at most ${MOST_NAMES} names of each, and at least one in all.`,
      );
    const { tags, types, operations } = parsed.data;
    await invalidate({
      ...(tags && { tags: tags.map((tag) => (tag === '*' ? tag : normalTag(tag))) }),
      ...(types && { types }),
      ...(operations && { operations }),
    });
    return reply.code(204).send();
  });
}
