import type { ApolloServerPlugin } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, Kind } from 'graphql';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { AppError, ERROR_TABLE } from '../../lib/errors.ts';
import type { GatewayContext } from '../context.ts';
import type { DocumentStore } from './document-store.ts';
import { compileObjectEstimate } from './estimate-objects.ts';
import type { ObjectEstimate } from './estimate-objects.ts';
import { tooComplex } from './operation-limits.ts';
import type { OperationLimits } from './operation-limits.ts';

export interface OperationPluginOptions {
  readonly documents: DocumentStore;
  readonly limits: OperationLimits;
  /** Objects that a list without `first` or `last` is taken to hold. */
  readonly defaultListSize: number;
}

/** In place of a refused document: with one Apollo Server neither parses nor validates the text. */
const NO_DOCUMENT: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** The error as Apollo Server answers it, with the status of its code. */
function requestError(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const http = { status: ERROR_TABLE[error.code].httpStatus, headers: new HeaderMap() };
  return new GraphQLError(error.message, { originalError: error, extensions: { http } });
}

/**
 * Gives Apollo Server documents from the store and refuses operations over the limits before they are planned. What
 * does not parse or validate is left to Apollo Server, which reports every problem with its place.
 */
export function createOperationPlugin(options: OperationPluginOptions): ApolloServerPlugin<GatewayContext> {
  const { documents, limits, defaultListSize } = options;
  const estimates = new WeakMap<OperationDefinitionNode, ObjectEstimate>();

  return {
    async requestDidStart() {
      let refusal: unknown;
      return {
        // Apollo Server answers what this hook throws as a defect, so a refusal waits for the next hook.
        async didResolveSource(request) {
          try {
            const prepared = documents.prepare(request.schema, request.source);
            if ('document' in prepared) Object.assign(request, { document: prepared.document });
          } catch (error) {
            refusal = error;
            Object.assign(request, { document: NO_DOCUMENT });
          }
        },
        async didResolveOperation({ schema, document, operation, request }) {
          if (refusal !== undefined) throw requestError(refusal);
          if (!operation) return;
          let estimate = estimates.get(operation);
          if (!estimate) {
            estimate = compileObjectEstimate(schema, document, operation, defaultListSize);
            estimates.set(operation, estimate);
          }
          const objects = estimate(request.variables ?? {});
          if (objects > limits.objects) throw requestError(tooComplex('objects', limits.objects, objects));
        },
      };
    },
  };
}
