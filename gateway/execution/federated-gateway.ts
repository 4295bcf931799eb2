import { HeaderMap } from '@apollo/server';
import { ApolloGateway } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../../lib/log.ts';
import type { GatewayContext } from '../context.ts';
import { answerData } from './answer-text.ts';
import { execute } from './execute.ts';
import type { PrepareSupergraph, ServingSupergraph } from './serving-supergraph.ts';
import type { AnswerError } from './subgraph-fetch.ts';
import { createSupergraphFile } from './supergraph-file.ts';

export interface FederatedGatewayOptions {
  /** The composed supergraph; each new version is prepared and then swapped in. */
  readonly supergraphFile: string;
  readonly prepare: PrepareSupergraph;
  readonly logger: Logger;
}

type SchemaListener = Parameters<ApolloGateway['onSchemaLoadOrUpdate']>[0];

function graphQLErrorOf({ message, path, extensions }: AnswerError, hasData: boolean): GraphQLError {
  // Without data nothing was executed: the client's variables are wrong.
  const http = hasData ? undefined : { http: { status: 400, headers: new HeaderMap() } };
  return new GraphQLError(message, { ...(path && { path }), extensions: { ...extensions, ...http } });
}

/**
 * Apollo's gateway composes, validates and swaps supergraphs. `executor`, which Apollo Server calls with a validated
 * operation, is the one seam at which planning and execution are ours.
 */
export class FederatedGateway extends ApolloGateway {
  /** The supergraph that a request was validated against, by the schema that Apollo Server gives with it. */
  readonly supergraphOf: (apiSchema: GraphQLSchema) => ServingSupergraph;
  readonly #prepared: ReadonlyMap<string, ServingSupergraph>;

  constructor({ supergraphFile, prepare, logger }: FederatedGatewayOptions) {
    const prepared = new Map<string, ServingSupergraph>();
    const serving = new WeakMap<GraphQLSchema, ServingSupergraph>();
    super({
      supergraphSdl: createSupergraphFile(supergraphFile, logger, async (supergraphSdl, signal) => {
        const supergraph = await prepare(supergraphSdl, signal);
        prepared.clear();
        prepared.set(supergraphSdl, supergraph);
      }),
      logger,
    });
    this.#prepared = prepared;
    this.supergraphOf = (apiSchema) => {
      const supergraph = serving.get(apiSchema);
      if (!supergraph) throw new Error('The operation was validated against a schema that never served.');
      return supergraph;
    };
    super.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => {
      const supergraph = prepared.get(coreSupergraphSdl);
      if (supergraph) serving.set(supergraph.apiSchema, supergraph);
    });
    this.executor = async ({ schema, document, request, context: untyped }) => {
      const context = untyped as GatewayContext;
      // A client that went away while its operation waited is not worth a plan or a fetch.
      context.signal.throwIfAborted();
      const supergraph = this.supergraphOf(schema);
      const compiled = supergraph.compile(document, request.operationName ?? undefined);
      const { dataText, errors, extensions } = await execute(compiled, {
        variables: request.variables,
        fetch: (sent, signal) => supergraph.fetch(sent, context, signal),
        signal: context.signal,
      });
      const hasData = dataText !== undefined;
      return {
        ...answerData(dataText),
        ...(errors.length > 0 && { errors: errors.map((error) => graphQLErrorOf(error, hasData)) }),
        ...(extensions && { extensions }),
      };
    };
  }

  /** Operations are validated against the schema that they are executed on: Apollo's own copy of it lacks `@defer`. */
  override onSchemaLoadOrUpdate(listener: SchemaListener) {
    return super.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) =>
      listener({ apiSchema: this.#prepared.get(coreSupergraphSdl)?.apiSchema ?? apiSchema, coreSupergraphSdl }),
    );
  }
}
