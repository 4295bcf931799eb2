import { HeaderMap } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { AppError } from '../../lib/errors.ts';
import type { GatewayContext } from '../context.ts';
import type { OperationListener, OperationStep } from '../operations/operation-steps.ts';

/** A subscription that Apollo Server and the other steps have let through. */
export interface AdmittedSubscription {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The context of an operation that came over a stream, where it may be a subscription. */
export interface StreamContext extends GatewayContext {
  readonly onSubscription: (subscription: AdmittedSubscription) => void;
}

const NEEDS_STREAM = 'A subscription is answered as a stream: send `Accept: text/event-stream`, or use a WebSocket.';

function refusal(): GraphQLError {
  return new GraphQLError(NEEDS_STREAM, {
    originalError: new AppError('BAD_REQUEST', NEEDS_STREAM),
    extensions: { http: { status: 400, headers: new HeaderMap() } },
  });
}

const withoutStream: OperationListener = {
  didResolveOperation({ operation }) {
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) throw refusal();
  },
};

/**
 * Lets subscriptions go the way of every other operation through Apollo Server, with its limits and access rules, and
 * takes them out before they are executed.
 */
export const subscriptionStep: OperationStep = ({ contextValue }) => {
  const { onSubscription } = contextValue as Partial<StreamContext>;
  if (!onSubscription) return withoutStream;
  return {
    responseForOperation({ operation, schema, document, operationName, request: { variables = {} } }) {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return null;
      onSubscription({ schema, document, operationName: operationName ?? undefined, variables });
      return Promise.resolve({ http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: {} } });
    },
  };
};
