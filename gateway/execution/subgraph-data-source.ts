import type { GraphQLDataSource } from '@apollo/gateway';
import type { GatewayContext } from '../context.ts';
import type { SubgraphConnection } from './transport/subgraph-connection.ts';

/** Lets Apollo's executor send its fetches over a connection of ours. */
export function createSubgraphDataSource(
  connection: Pick<SubgraphConnection, 'fetch'>,
): GraphQLDataSource<GatewayContext> {
  return {
    async process({ request: { query = '', operationName, variables = {} }, context }) {
      const { representations } = variables as { readonly representations?: readonly unknown[] };
      return connection.fetch(
        {
          query,
          operationName,
          variables,
          kind: query.startsWith('mutation') ? 'mutation' : 'query',
          ...(representations &&
            query.includes('_entities(') && { entityCounts: { _entities: representations.length } }),
        },
        context as GatewayContext,
      ) as ReturnType<GraphQLDataSource['process']>;
    },
  };
}
