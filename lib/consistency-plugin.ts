import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { signConsistencyToken } from './consistency-token.ts';
import type { DatabaseSession } from './db-session.ts';
import { CONSISTENCY_TOKEN_HEADER, DATABASE_NODES_HEADER } from './platform-headers.ts';

/**
 * Lets a mutation read from the primary alone, and puts into the answer of a request that wrote the token of all it wrote,
 * without a word of any resolver.
 */
export function createConsistencyPlugin(
  secrets: readonly string[],
): ApolloServerPlugin<{ readonly databaseSession: DatabaseSession }> {
  return {
    async requestDidStart({ contextValue: { databaseSession } }) {
      return {
        async didResolveOperation({ operation }) {
          if (operation?.operation === OperationTypeNode.MUTATION) databaseSession.readsPrimary = true;
        },
        async willSendResponse({ response: { http } }) {
          const position = await databaseSession.findPosition?.();
          if (position) http.headers.set(CONSISTENCY_TOKEN_HEADER, signConsistencyToken(secrets, position, Date.now()));
          if (databaseSession.nodes.size > 0) {
            const databaseNodes = [...databaseSession.nodes].join(',');
            http.headers.set(DATABASE_NODES_HEADER, databaseNodes);
            databaseSession.logger.debug({ databaseNodes }, 'answered');
          }
        },
      };
    },
  };
}
