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

const MAX_BYTES = 32 * 1_048_576;
/** Measured of documents without locations, which would take twice as much again: up to 185 bytes a token. */
const BYTES_PER_TOKEN = 200;
const BYTES_PER_CHARACTER = 2;
/** What else is found by a document: its estimate of objects, and what it is compiled to but for its variants. */
const DOCUMENT_BYTES = 2_000;

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
    const documents = new LRUCache<string, DocumentNode>({ maxSize: MAX_BYTES });
    documentsBySchema.set(schema, documents);
    return documents;
  }

  return {
    prepare(schema, source) {
      const documents = documentsOf(schema);
      const known = documents.get(source);
      if (known) return { document: known };
      const tokens = requireFewTokens(source, limits);
      let document: DocumentNode;
      try {
        document = parse(source, { noLocation: true });
      } catch (error) {
        if (error instanceof GraphQLError) return { code: 'GRAPHQL_PARSE_FAILED', errors: [error] };
        throw error;
      }
      // Before validation, some of whose rules compare every selection with every other.
      requireWithinLimits(document, limits);
      const errorsOf = (parsed: DocumentNode) => validate(schema, parsed, rules, { hideSuggestions: !introspection });
      // Parsed once more, for the lines and columns in the errors.
      if (errorsOf(document).length > 0) return { code: 'GRAPHQL_VALIDATION_FAILED', errors: errorsOf(parse(source)) };
      const size = DOCUMENT_BYTES + BYTES_PER_CHARACTER * source.length + BYTES_PER_TOKEN * tokens;
      documents.set(source, document, { size });
      return { document };
    },
  };
}
