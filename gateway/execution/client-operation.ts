import { Kind, visit } from 'graphql';
import type {
  ASTNode,
  DirectiveNode,
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { AppError } from '../../lib/errors.ts';
import type { Variables } from './collect-fields.ts';

/** The operation that a client asked for. */
export interface ClientOperation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly rootType: GraphQLObjectType;
}

/** @throws AppError OPERATION_RESOLUTION_FAILURE when the operation is not in the document, or not the only one. */
export function selectOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string,
): ClientOperation {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const unresolved = (message: string) => new AppError('OPERATION_RESOLUTION_FAILURE', message);
  if (operationName === undefined && operations.length !== 1)
    throw unresolved(`The document holds ${operations.length} operations: name the one to run in operationName.`);
  const definition =
    operationName === undefined ? operations[0] : operations.find((node) => node.name?.value === operationName);
  if (!definition) throw unresolved(`The document holds no operation named "${operationName}".`);
  const rootType = schema.getRootType(definition.operation);
  if (!rootType) throw new Error(`The schema has no ${definition.operation} type.`);
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return { definition, rootType, fragments: new Map(fragments.map((node) => [node.name.value, node])) };
}

/** The names of the variables that `@skip`, `@include` and `@defer` ask about. */
export function conditionVariables({ definition, fragments }: ClientOperation): string[] {
  const names = new Set<string>();
  for (const node of [definition, ...fragments.values()])
    visit(node, {
      Directive: (directive) => {
        const condition = conditionOf(directive) ?? deferConditionOf(directive);
        if (condition?.kind === Kind.VARIABLE) names.add(condition.name.value);
      },
    });
  return [...names].sort();
}

/** The operation with its `@skip` and `@include` decided: what stays is in the answer whatever else happens. */
export function decideConditions(client: ClientOperation, variables: Variables): ClientOperation {
  const isIncluded = (directive: DirectiveNode): boolean | undefined => {
    const condition = conditionOf(directive);
    if (condition?.kind !== Kind.VARIABLE && condition?.kind !== Kind.BOOLEAN) return undefined;
    const value = condition.kind === Kind.VARIABLE ? variables[condition.name.value] === true : condition.value;
    return value === (directive.name.value === 'include');
  };
  const decide = <T extends ASTNode & { readonly directives?: readonly DirectiveNode[] | undefined }>(node: T) => {
    const decisions = (node.directives ?? []).map(isIncluded);
    if (decisions.includes(false)) return null;
    if (!decisions.includes(true)) return undefined;
    return { ...node, directives: (node.directives ?? []).filter((_, index) => decisions[index] === undefined) };
  };
  const visitor = { Field: { enter: decide }, InlineFragment: { enter: decide }, FragmentSpread: { enter: decide } };
  return {
    rootType: client.rootType,
    definition: visit(client.definition, visitor),
    fragments: new Map([...client.fragments].map(([name, fragment]) => [name, visit(fragment, visitor)])),
  };
}

function conditionOf(directive: DirectiveNode) {
  const name = directive.name.value;
  return name === 'skip' || name === 'include' ? directive.arguments?.[0]?.value : undefined;
}

function deferConditionOf({ name, arguments: args }: DirectiveNode) {
  return name.value === 'defer' ? args?.find((argument) => argument.name.value === 'if')?.value : undefined;
}
