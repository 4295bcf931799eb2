import { Kind } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { AppError } from '../../lib/errors.ts';
import type { Authorizer } from './authorize.ts';
import type { DocumentStore } from './document-store.ts';
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
}

/**
 * Gives Apollo Server documents from the store, and refuses operations over the limits or not allowed to who is asking
 * before they are planned. What does not parse or validate is left to Apollo Server, which reports every problem.
 */
export function createCheckStep(options: OperationCheckOptions): OperationStep {
  const { authorizer, documents, limits, defaultListSize } = options;
  const estimates = new WeakMap<OperationDefinitionNode, ObjectEstimate>();
  const refusals = new WeakMap<DocumentNode, AppError>();

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

  const listener: OperationListener = {
    // Apollo Server answers what this hook throws as a defect, so a refusal waits for the next hook.
    didResolveSource(request) {
      try {
        const prepared = documents.prepare(request.schema, request.source);
        if ('document' in prepared) Object.assign(request, { document: prepared.document });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        // In its place: with a document Apollo Server neither parses nor validates the text.
        const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
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
  };
  return () => listener;
}
