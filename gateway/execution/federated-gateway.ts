import { ApolloGateway } from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../../lib/log.ts';
import type { PrepareSupergraph, ServingSupergraph } from './serving-supergraph.ts';
import { createSupergraphFile } from './supergraph-file.ts';

export interface FederatedGatewayOptions {
  /** The composed supergraph; each new version is prepared and then swapped in. */
  readonly supergraphFile: string;
  readonly prepare: PrepareSupergraph;
  readonly logger: Logger;
}

type SchemaListener = Parameters<ApolloGateway['onSchemaLoadOrUpdate']>[0];

/**
 * Apollo's gateway composes, validates and swaps supergraphs. It has an executor of its own that is never called: the
 * execution plugin answers before.
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
  }

  /** Operations are validated against the schema that they are executed on: Apollo's own copy of it lacks `@defer`. */
  override onSchemaLoadOrUpdate(listener: SchemaListener) {
    return super.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) =>
      listener({ apiSchema: this.#prepared.get(coreSupergraphSdl)?.apiSchema ?? apiSchema, coreSupergraphSdl }),
    );
  }
}
