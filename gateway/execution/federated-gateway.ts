import { ApolloGateway } from '@apollo/gateway';
import type { GatewayConfig } from '@apollo/gateway';
import type { GatewayContext } from '../context.ts';

/**
 * Apollo's gateway composes, validates, plans and swaps supergraphs. `executor`, which Apollo Server calls with a
 * validated operation, is the one seam at which execution is ours.
 */
export class FederatedGateway extends ApolloGateway {
  constructor(config: GatewayConfig) {
    super(config);
    const executeStock = this.executor;
    this.executor = async (requestContext) => {
      // A client that went away while its operation waited is not worth a plan or a fetch.
      (requestContext.context as GatewayContext).signal.throwIfAborted();
      return executeStock(requestContext);
    };
  }
}
