import { HeaderMap } from '@apollo/server';
import type { GraphQLRequestContextResponseForOperation, GraphQLResponse } from '@apollo/server';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { ERROR_TABLE, isErrorCode } from '../../lib/errors.ts';
import type { GatewayContext } from '../context.ts';
import { formattedErrorOf } from '../errors/mask-errors.ts';
import type { OperationListener, OperationStep } from '../operations/operation-steps.ts';
import { answerData } from './answer-text.ts';
import { execute } from './execute.ts';
import type { ExecutionResult } from './execute.ts';
import type { ServingSupergraph } from './serving-supergraph.ts';

export interface ExecutionStepOptions {
  readonly supergraphOf: (apiSchema: GraphQLSchema) => ServingSupergraph;
  /** What a client may see of an error. */
  readonly mask: (formatted: GraphQLFormattedError, error: unknown, requestId: string) => GraphQLFormattedError;
}

type Operation = GraphQLRequestContextResponseForOperation<GatewayContext>;

const BAD_VARIABLES = 400;

/** Executes every operation that Apollo Server and the steps before have let through. */
export function createExecutionStep({ supergraphOf, mask }: ExecutionStepOptions): OperationStep {
  function run({ schema, document, request, contextValue }: Operation): Promise<ExecutionResult> {
    // A client that went away while its operation waited is not worth a plan or a fetch.
    contextValue.signal.throwIfAborted();
    const supergraph = supergraphOf(schema);
    return execute(supergraph.compile(document, request.operationName ?? undefined), {
      variables: request.variables,
      fetch: (sent, signal) => supergraph.fetch(sent, contextValue, signal),
      signal: contextValue.signal,
    });
  }

  function answered({ dataText, errors, extensions }: ExecutionResult, requestId: string): GraphQLResponse {
    const headers = new HeaderMap();
    return {
      // Without data nothing was executed: the client's variables are wrong.
      http: dataText === undefined ? { status: BAD_VARIABLES, headers } : { headers },
      body: {
        kind: 'single',
        singleResult: {
          ...answerData(dataText),
          ...(errors.length > 0 && { errors: errors.map((error) => mask(error, error, requestId)) }),
          ...(extensions && { extensions }),
        },
      },
    };
  }

  function failed(error: unknown, requestId: string): GraphQLResponse {
    const masked = mask(formattedErrorOf(error), error, requestId);
    const code = masked.extensions?.['code'];
    const { httpStatus } = ERROR_TABLE[isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR'];
    return {
      http: { status: httpStatus, headers: new HeaderMap() },
      body: { kind: 'single', singleResult: { errors: [masked] } },
    };
  }

  const listener: OperationListener = {
    async responseForOperation(operation) {
      const { requestId } = operation.contextValue;
      try {
        return answered(await run(operation), requestId);
      } catch (error) {
        return failed(error, requestId);
      }
    },
  };
  return () => listener;
}
