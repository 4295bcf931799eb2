import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import type { DocumentNode, ExecutionArgs, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { closableEvents } from './closable-events.ts';
import type { ClosableEvents } from './closable-events.ts';

/** The body of a GraphQL request. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

export interface SubscriptionOptions {
  readonly schema: GraphQLSchema;
  readonly request: OperationRequest;
  /** Aborted when nobody reads the events any more: what a `subscribe` resolver waits for must end with it. */
  readonly reading: AbortController;
  /** The context of the `subscribe` resolver, which lives as long as the subscription. */
  readonly sourceContext: object;
  /** A context of its own for each event, so that no loader answers from before it. */
  readonly createEventContext: () => object;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
}

function prepare(schema: GraphQLSchema, { query, operationName }: OperationRequest) {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { code: 'GRAPHQL_PARSE_FAILED', errors: [error as GraphQLError] };
  }
  const errors = validate(schema, document);
  if (errors.length > 0) return { code: 'GRAPHQL_VALIDATION_FAILED', errors };
  const operation = getOperationAST(document, operationName);
  if (operation?.operation === OperationTypeNode.SUBSCRIPTION) return { document };
  const problem = operation ? 'Only subscriptions are answered as an event stream.' : 'The operation is not there.';
  return { code: 'OPERATION_RESOLUTION_FAILURE', errors: [new GraphQLError(problem)] };
}

/**
 * Runs a subscription; each event is a GraphQL answer as JSON text. What is refused, or fails later, is a last answer
 * with errors and without data.
 */
export function runSubscription(options: SubscriptionOptions): ClosableEvents<string> {
  const { schema, request, reading, sourceContext, createEventContext, formatError } = options;

  const format = (error: GraphQLError, code?: string): GraphQLFormattedError => {
    const formatted = error.toJSON();
    return formatError(code === undefined ? formatted : { ...formatted, extensions: { code } }, error);
  };
  const refusal = (errors: readonly GraphQLError[], code?: string): string =>
    JSON.stringify({ errors: errors.map((error) => format(error, code)) });

  async function* answers(): AsyncGenerator<string, void, undefined> {
    const { document, code, errors } = prepare(schema, request);
    if (!document) return yield refusal(errors, code);
    const args: ExecutionArgs = {
      schema,
      document,
      operationName: request.operationName ?? null,
      variableValues: request.variables ?? null,
    };
    try {
      const source = await createSourceEventStream({ ...args, contextValue: sourceContext });
      // Without a path it is a variable that was refused.
      if (!(Symbol.asyncIterator in source))
        return yield refusal(source.errors ?? [], source.errors?.[0]?.path ? undefined : 'BAD_USER_INPUT');
      for await (const rootValue of source) {
        const { data, errors: failures } = await execute({ ...args, rootValue, contextValue: createEventContext() });
        yield JSON.stringify({ ...(failures && { errors: failures.map((error) => format(error)) }), data });
      }
    } catch (error) {
      if (!reading.signal.aborted)
        yield refusal([new GraphQLError('The events ended.', { originalError: error as Error })]);
    }
  }
  return closableEvents(answers(), reading);
}
