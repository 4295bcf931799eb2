import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
} from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { requireWithinLimits } from './operation-limits.ts';
import type { OperationLimits } from './operation-limits.ts';
import { requireFewTokens } from './require-few-tokens.ts';
import { SubscriptionRootRule } from './subscription-root-rule.ts';

export interface DocumentStoreOptions {
  readonly limits: OperationLimits;
  /** Whether clients may ask for the schema; else errors suggest no names of it either. */
  readonly introspection: boolean;
}

/** A document that may be executed, or what is wrong with its text. */
export type PreparedDocument = { readonly document: DocumentNode } | InvalidDocument;

export interface InvalidDocument {
  readonly code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED';
  readonly errors: readonly GraphQLError[];
}

export interface DocumentStore {
  /**
   * Parses and validates an operation's text, once per schema.
   * @throws AppError QUERY_TOO_COMPLEX, GRAPHQL_VALIDATION_FAILED for circular fragments.
   */
  prepare(schema: GraphQLSchema, source: string): PreparedDocument;
}

const MAX_DOCUMENTS = 5_000;
const MAX_BYTES = 64 * 1_048_576;
/** Measured: a parsed document with its tokens and locations takes up to 95 times the characters of its text. */
const BYTES_PER_CHARACTER = 100;

export function createDocumentStore({ limits, introspection }: DocumentStoreOptions): DocumentStore {
  const rules = [
    ...specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? SubscriptionRootRule : rule)),
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  // A schema that was replaced takes its documents along when the last operation on it has ended.
  const documentsBySchema = new WeakMap<GraphQLSchema, LRUCache<string, DocumentNode>>();

  function documentsOf(schema: GraphQLSchema): LRUCache<string, DocumentNode> {
    const known = documentsBySchema.get(schema);
    if (known) return known;
    const documents = new LRUCache<string, DocumentNode>({
      max: MAX_DOCUMENTS,
      maxSize: MAX_BYTES,
      sizeCalculation: (_document, source) => source.length * BYTES_PER_CHARACTER,
    });
    documentsBySchema.set(schema, documents);
    return documents;
  }

  return {
    prepare(schema, source) {
      const documents = documentsOf(schema);
      const known = documents.get(source);
      if (known) return { document: known };
      requireFewTokens(source, limits);
      let document: DocumentNode;
      try {
        document = parse(source);
      } catch (error) {
        if (error instanceof GraphQLError) return { code: 'GRAPHQL_PARSE_FAILED', errors: [error] };
        throw error;
      }
      // Before validation, some of whose rules compare every selection with every other.
      requireWithinLimits(document, limits);
      const errors = validate(schema, document, rules, { hideSuggestions: !introspection });
      if (errors.length > 0) return { code: 'GRAPHQL_VALIDATION_FAILED', errors };
      documents.set(source, document);
      return { document };
    },
  };
}
