import type { FastifyReply } from 'fastify';
import { CONSISTENCY_TOKEN_TTL_SECONDS } from '../../lib/consistency-token.ts';
import { hasScope } from '../../lib/identity.ts';
import { CONSISTENCY_TOKEN_HEADER, DATABASE_NODES_HEADER } from '../../lib/platform-headers.ts';
import type { GatewayContext } from '../context.ts';
import { CONSISTENCY_COOKIE } from './read-consistency.ts';

/**
 * Puts into the headers of an answer the token of what its operation wrote, as a header for API clients and as a cookie
 * for browsers, and for administrators the database nodes that answered.
 */
export function createConsistencyHeaders({ isSecure }: { readonly isSecure: boolean }) {
  const attributes = `; Max-Age=${CONSISTENCY_TOKEN_TTL_SECONDS}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return (reply: FastifyReply, { effects, identity }: Pick<GatewayContext, 'effects' | 'identity'>): void => {
    const token = effects.grantedToken;
    if (token !== undefined) {
      reply.header(CONSISTENCY_TOKEN_HEADER, token);
      reply.header('set-cookie', `${CONSISTENCY_COOKIE}=${token}${attributes}`);
    }
    if (effects.databaseNodes.size > 0 && hasScope(identity, 'admin'))
      reply.header(DATABASE_NODES_HEADER, [...effects.databaseNodes].join(' '));
  };
}
