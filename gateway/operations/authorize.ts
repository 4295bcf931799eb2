import { getNamedType, isAbstractType, separateOperations, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { AppError } from '../../lib/errors.ts';
import type { Identity } from '../../lib/identity.ts';
import { readAccessRules } from './access-rules.ts';
import type { AccessRule, AccessRules } from './access-rules.ts';

export interface Authorizer {
  /** Takes the access rules of a supergraph, before operations run on its API schema. */
  load(apiSchema: GraphQLSchema, supergraphSdl: string): void;
  /**
   * Refuses a validated operation as a whole when the supergraph keeps any part of it from the identity, so that
   * nothing of it is fetched. @throws AppError UNAUTHENTICATED or FORBIDDEN naming the types and fields.
   */
  requireAuthorized(
    apiSchema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    identity: Identity,
  ): void;
}

type OperationRules = ReadonlyMap<string, readonly AccessRule[]>;

const NO_RULES: OperationRules = new Map();

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
  const take = (coordinate: string): void => {
    const own = rules.get(coordinate);
    if (own) found.set(coordinate, own);
  };
  const typeInfo = new TypeInfo(schema);
  const single = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  visit(
    single,
    visitWithTypeInfo(typeInfo, {
      Field({ name: { value: field } }) {
        const parent = typeInfo.getParentType();
        const type = getNamedType(typeInfo.getType());
        if (type) take(type.name);
        if (!parent) return;
        const abstract = isAbstractType(parent);
        if (field === '__typename' && abstract) return;
        for (const { name } of [parent, ...(abstract ? schema.getPossibleTypes(parent) : [])]) {
          take(name);
          take(`${name}.${field}`);
        }
      },
    }),
  );
  return found;
}

/** Enforces `@authenticated`, `@requiresScopes` and `@policy` of the supergraph. */
export function createAuthorizer(): Authorizer {
  const rulesBySchema = new WeakMap<GraphQLSchema, AccessRules>();
  const rulesByOperation = new WeakMap<OperationDefinitionNode, OperationRules>();

  function operationRules(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): OperationRules {
    const rules = rulesBySchema.get(schema);
    if (!rules) throw new Error('An operation came on a schema whose access rules have not been read.');
    if (rules.size === 0) return NO_RULES;
    const known = rulesByOperation.get(operation);
    if (known) return known;
    const found = rulesOf(schema, document, operation, rules);
    rulesByOperation.set(operation, found);
    return found;
  }

  return {
    load: (apiSchema, supergraphSdl) => void rulesBySchema.set(apiSchema, readAccessRules(supergraphSdl)),
    requireAuthorized(schema, document, operation, identity) {
      const rules = operationRules(schema, document, operation);
      if (rules.size === 0) return;
      const verdicts = [...rules].map(([coordinate, own]) => ({
        coordinate,
        verdicts: own.map((rule) => rule(identity)),
      }));
      const denied = (verdict: ReturnType<AccessRule>): string =>
        verdicts
          .filter((entry) => entry.verdicts.includes(verdict))
          .map(({ coordinate }) => coordinate)
          .join(', ');
      const needsSignIn = denied('unauthenticated');
      if (needsSignIn) throw new AppError('UNAUTHENTICATED', `Sign in to ask for ${needsSignIn}.`);
      const forbidden = denied('forbidden');
      if (forbidden) throw new AppError('FORBIDDEN', `This account may not ask for ${forbidden}.`);
    },
  };
}
