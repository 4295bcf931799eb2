import { HeaderMap } from '@apollo/server';
import type { GraphQLResponse } from '@apollo/server';
import { Kind } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { AppError, ERROR_TABLE } from '../../lib/errors.ts';
import type { ErrorMask } from '../errors/error-mask.ts';
import type { Authorizer } from './authorize.ts';
import type { DocumentStore, InvalidDocument } from './document-store.ts';
import { compileObjectEstimate } from './estimate-objects.ts';
import type { ObjectEstimate } from './estimate-objects.ts';
import { tooComplex } from './operation-limits.ts';
import type { OperationLimits } from './operation-limits.ts';
import type { OperationListener, OperationStep } from './operation-steps.ts';

export interface OperationCheckOptions {
  readonly authorizer: Authorizer;
  readonly documents: DocumentStore;
  readonly limits: OperationLimits;
  /** Objects that a list without `first` or `last` is taken to hold. */
  readonly defaultListSize: number;
  readonly mask: ErrorMask['mask'];
}

/**
 * Gives Apollo Server documents from the store, and refuses operations over the limits or not allowed to who is asking
 * before they are planned. Apollo Server would parse and validate again what is refused, so it is not given to it.
 */
export function createCheckStep(options: OperationCheckOptions): OperationStep {
  const { authorizer, documents, limits, defaultListSize, mask } = options;
  const estimates = new WeakMap<OperationDefinitionNode, ObjectEstimate>();
  const refusals = new WeakMap<DocumentNode, AppError>();
  const invalid = new WeakMap<DocumentNode, InvalidDocument>();

  function estimateOf(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): ObjectEstimate {
    const known = estimates.get(operation);
    if (known) return known;
    const estimate = compileObjectEstimate(schema, document, operation, defaultListSize);
    estimates.set(operation, estimate);
    return estimate;
  }

  function invalidAnswer({ code, errors }: InvalidDocument, requestId: string): GraphQLResponse {
    const masked = errors.map((error) => mask({ ...error.toJSON(), extensions: { code } }, error, requestId));
    return {
      http: { status: ERROR_TABLE[code].httpStatus, headers: new HeaderMap() },
      body: { kind: 'single', singleResult: { errors: masked } },
    };
  }

  const listener: OperationListener = {
    // Apollo Server answers what this hook throws as a defect, so a refusal waits for the next hook.
    didResolveSource(request) {
      try {
        const prepared = documents.prepare(request.schema, request.source);
        const document = 'document' in prepared ? prepared.document : emptyDocument();
        if ('errors' in prepared) invalid.set(document, prepared);
        Object.assign(request, { document });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const document = emptyDocument();
        refusals.set(document, error);
        Object.assign(request, { document });
      }
    },
    didResolveOperation(context) {
      const { schema, document, operation, request, contextValue } = context;
      if (!operation) {
        const refusal = refusals.get(document);
        if (refusal) throw refusal;
        return;
      }
      const authorized = authorizer.authorize(schema, document, operation, contextValue.identity);
      if (authorized !== document) Object.assign(context, { document: authorized });
      if (authorizer.isProtected(operation)) contextValue.effects.keepPrivate();
      const objects = estimateOf(schema, document, operation)(request.variables ?? {});
      if (objects > limits.objects) throw tooComplex('objects', limits.objects, objects);
    },
    responseForOperation({ document, contextValue }) {
      const refused = invalid.get(document);
      return refused ? invalidAnswer(refused, contextValue.requestId) : null;
    },
  };
  return () => listener;
}

/** With a document, even one of nothing, Apollo Server neither parses nor validates the text. */
function emptyDocument(): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [] };
}
