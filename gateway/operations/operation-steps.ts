import type {
  ApolloServerPlugin,
  GraphQLRequestContext,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextDidResolveSource,
  GraphQLRequestContextResponseForOperation,
  GraphQLRequestContextWillSendResponse,
  GraphQLRequestListener,
  GraphQLResponse,
} from '@apollo/server';
import type { GatewayContext } from '../context.ts';

/** What is done with one operation at Apollo Server's hooks of these names. */
export interface OperationListener {
  didResolveSource?(context: GraphQLRequestContextDidResolveSource<GatewayContext>): void;
  /** Refuses the operation by what it throws. */
  didResolveOperation?(context: GraphQLRequestContextDidResolveOperation<GatewayContext>): void;
  /** Null leaves the answer to the next step. */
  responseForOperation?(
    context: GraphQLRequestContextResponseForOperation<GatewayContext>,
  ): Promise<GraphQLResponse | null> | GraphQLResponse | null;
  willSendResponse?(context: GraphQLRequestContextWillSendResponse<GatewayContext>): void;
}

/** A step of every operation's way through Apollo Server; nothing when this operation does not concern it. */
export type OperationStep = (context: GraphQLRequestContext<GatewayContext>) => OperationListener | undefined;

class Listeners implements GraphQLRequestListener<GatewayContext> {
  readonly #listeners: readonly OperationListener[];

  constructor(listeners: readonly OperationListener[]) {
    this.#listeners = listeners;
  }

  async didResolveSource(context: GraphQLRequestContextDidResolveSource<GatewayContext>): Promise<void> {
    for (const listener of this.#listeners) listener.didResolveSource?.(context);
  }

  async didResolveOperation(context: GraphQLRequestContextDidResolveOperation<GatewayContext>): Promise<void> {
    for (const listener of this.#listeners) listener.didResolveOperation?.(context);
  }

  async responseForOperation(
    context: GraphQLRequestContextResponseForOperation<GatewayContext>,
  ): Promise<GraphQLResponse | null> {
    for (const listener of this.#listeners) {
      const answering = listener.responseForOperation?.(context);
      // Most have no answer, and to wait for that would cost each of them another turn of the queue.
      const response = answering instanceof Promise ? await answering : answering;
      if (response) return response;
    }
    return null;
  }

  async willSendResponse(context: GraphQLRequestContextWillSendResponse<GatewayContext>): Promise<void> {
    for (const listener of this.#listeners) listener.willSendResponse?.(context);
  }
}

/**
 * The steps, one after another, as one plugin: Apollo Server waits for every hook of every plugin, also for those that
 * have nothing to wait for, and together those waits cost as much as the checks themselves.
 */
export function pluginOf(steps: readonly OperationStep[]): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart(context) {
      return new Listeners(steps.map((step) => step(context)).filter((listener) => listener !== undefined));
    },
  };
}
