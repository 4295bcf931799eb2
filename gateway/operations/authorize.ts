import { getNamedType, isAbstractType, separateOperations, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { AppError } from '../../lib/errors.ts';
import type { Identity } from '../../lib/identity.ts';
import type { Denial } from '../execution/denied-fields.ts';
import { readAccessRules } from './access-rules.ts';
import type { AccessRule, AccessRules } from './access-rules.ts';
import { markDenied } from './mark-denied.ts';

export interface Authorizer {
  /** Takes the access rules of a supergraph, before operations run on its API schema. */
  load(apiSchema: GraphQLSchema, supergraphSdl: string): void;
  /**
   * Gives a validated operation with the fields marked that the supergraph keeps from the identity: they are not fetched,
   * and null with an error in the answer. The document itself when there are none.
   * @throws AppError UNAUTHENTICATED or FORBIDDEN naming the types and fields when nothing else is left.
   */
  authorize(
    apiSchema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    identity: Identity,
  ): DocumentNode;
  /** Whether the supergraph keeps any part of an operation that was authorized from anybody. */
  isProtected(operation: OperationDefinitionNode): boolean;
}

interface OperationRules {
  /** The operation and its fragments. */
  readonly document: DocumentNode;
  readonly rules: AccessRules;
  /** Coordinates that a field is under. */
  readonly coordinates: ReadonlyMap<FieldNode, readonly string[]>;
  /** By what is denied: identities with the same rights share one. */
  readonly marked: LRUCache<string, DocumentNode>;
}

/** Rights come in a few combinations; a client with many is not to fill the memory. */
const MAX_MARKED = 20;

/**
 * Rules that a field is under: those of the field and of its type, of the type it is selected on, and, where that is
 * abstract, those of every type it may turn out to be.
 */
function rulesOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rules: AccessRules,
): OperationRules {
  const found = new Map<string, readonly AccessRule[]>();
  const coordinates = new Map<FieldNode, readonly string[]>();
  const typeInfo = new TypeInfo(schema);
  const single = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  visit(
    single,
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        const field = node.name.value;
        const parent = typeInfo.getParentType();
        const type = getNamedType(typeInfo.getType());
        const abstract = isAbstractType(parent);
        const parents =
          !parent || (field === '__typename' && abstract)
            ? []
            : [parent, ...(abstract ? schema.getPossibleTypes(parent) : [])];
        const names = [...(type ? [type.name] : []), ...parents.flatMap(({ name }) => [name, `${name}.${field}`])];
        const own = names.filter((name) => rules.has(name));
        if (own.length > 0) coordinates.set(node, own);
        for (const name of own) found.set(name, rules.get(name) ?? []);
      },
    }),
  );
  return { document: single, rules: found, coordinates, marked: new LRUCache({ max: MAX_MARKED }) };
}

type Verdicts = ReadonlyMap<string, readonly ReturnType<AccessRule>[]>;

/** Why none of the coordinates may be asked for; undefined when all may. */
function denialFor(coordinates: readonly string[], verdicts: Verdicts): Denial | undefined {
  const denied = (verdict: ReturnType<AccessRule>): string =>
    coordinates.filter((coordinate) => verdicts.get(coordinate)?.includes(verdict)).join(', ');
  const needsSignIn = denied('unauthenticated');
  if (needsSignIn) return { code: 'UNAUTHENTICATED', message: `Sign in to ask for ${needsSignIn}.` };
  const forbidden = denied('forbidden');
  return forbidden ? { code: 'FORBIDDEN', message: `This account may not ask for ${forbidden}.` } : undefined;
}

/** Enforces `@authenticated`, `@requiresScopes` and `@policy` of the supergraph. */
export function createAuthorizer(): Authorizer {
  const rulesBySchema = new WeakMap<GraphQLSchema, AccessRules>();
  const rulesByOperation = new WeakMap<OperationDefinitionNode, OperationRules>();

  return {
    load: (apiSchema, supergraphSdl) => void rulesBySchema.set(apiSchema, readAccessRules(supergraphSdl)),
    authorize(schema, document, operation, identity) {
      const rules = rulesBySchema.get(schema);
      if (!rules) throw new Error('An operation came on a schema whose access rules have not been read.');
      if (rules.size === 0) return document;
      let own = rulesByOperation.get(operation);
      if (!own) {
        own = rulesOf(schema, document, operation, rules);
        rulesByOperation.set(operation, own);
      }
      if (own.rules.size === 0) return document;
      const verdicts: Verdicts = new Map(
        [...own.rules].map(([name, each]) => [name, each.map((rule) => rule(identity))]),
      );
      const whole = denialFor([...own.rules.keys()], verdicts);
      if (!whole) return document;

      const key = JSON.stringify([...verdicts]);
      const known = own.marked.get(key);
      if (known) return known;
      const { coordinates } = own;
      const marked = markDenied(own.document, (field) => denialFor(coordinates.get(field) ?? [], verdicts));
      if (!marked) throw new AppError(whole.code, whole.message);
      own.marked.set(key, marked);
      return marked;
    },
    isProtected: (operation) => (rulesByOperation.get(operation)?.rules.size ?? 0) > 0,
  };
}
