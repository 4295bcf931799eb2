import { HeaderMap } from '@apollo/server';
import type { GraphQLRequestContextResponseForOperation, GraphQLResponse } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { JSON_TYPE, namedMediaType } from '../../lib/accept.ts';
import type { GatewayContext } from '../context.ts';
import { executeIncrementally } from '../execution/execute-incrementally.ts';
import type { IncrementalExecution } from '../execution/execute-incrementally.ts';
import type { ServingSupergraph } from '../execution/serving-supergraph.ts';
import type { AnswerError } from '../execution/subgraph-fetch.ts';
import type { OperationStep } from '../operations/operation-steps.ts';
import { acceptsDeferred, DEFERRED_TYPE } from './accepts-deferred.ts';

export interface DeferredStepOptions {
  readonly supergraphOf: (apiSchema: GraphQLSchema) => ServingSupergraph;
  /** What a client may see of an error. */
  readonly mask: (formatted: GraphQLFormattedError, error: unknown, requestId: string) => GraphQLFormattedError;
}

type Operation = GraphQLRequestContextResponseForOperation<GatewayContext>;
type IncrementalBody = Extract<GraphQLResponse['body'], { kind: 'incremental' }>;

/**
 * Answers queries with `@defer` part by part to clients that accept it. They go through Apollo Server like all others,
 * with its limits and access rules, and are taken out before they are executed. Everything else is executed whole.
 */
export function createDeferredStep({ supergraphOf, mask }: DeferredStepOptions): OperationStep {
  async function start(context: Operation): Promise<IncrementalExecution | undefined> {
    const { schema, document, operation, operationName, request, contextValue } = context;
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
    const supergraph = supergraphOf(schema);
    try {
      return await executeIncrementally(supergraph.compile(document, operationName ?? undefined), {
        variables: request.variables,
        fetch: (sent, signal) => supergraph.fetch(sent, contextValue, signal),
        signal: contextValue.signal,
      });
    } catch {
      // What cannot be planned in parts is tried whole, and its error then told as everywhere.
      return undefined;
    }
  }

  function bodyOf({ first, later }: IncrementalExecution, requestId: string): IncrementalBody {
    const masked = <Result extends { readonly errors?: readonly AnswerError[] }>({ errors = [], ...rest }: Result) => ({
      ...(errors.length > 0 && { errors: errors.map((error) => mask(error, error, requestId)) }),
      ...rest,
    });
    async function* subsequentResults() {
      for await (const { incremental, hasNext } of later)
        yield { ...(incremental && { incremental: incremental.map(masked) }), hasNext };
    }
    const { extensions, ...answer } = first;
    return {
      kind: 'incremental',
      initialResult: { ...masked(answer), ...(extensions && { extensions }), hasNext: true },
      subsequentResults: subsequentResults(),
    } as IncrementalBody;
  }

  return ({ request: { http } }) => {
    const accept = http?.headers.get('accept');
    if (!acceptsDeferred(accept)) return undefined;
    return {
      async responseForOperation(context) {
        const execution = await start(context);
        if (!execution) return null;
        // Apollo Server negotiates again, and is to come to the same.
        http?.headers.set('accept', DEFERRED_TYPE);
        return {
          http: { headers: new HeaderMap([['x-accel-buffering', 'no']]) },
          body: bodyOf(execution, context.contextValue.requestId),
        };
      },
      // An answer in one piece is JSON, also to a client that names multipart alone.
      willSendResponse({ response: { body, http: head } }) {
        if (body.kind === 'single') head.headers.set('content-type', namedMediaType(accept) ?? JSON_TYPE);
      },
    };
  };
}
