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

/** What a client asked for, without what can never be in the answer. */
export interface ClientOperation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly rootType: GraphQLObjectType;
}

/** Throws when the operation is not in the document. */
export function selectOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string,
): ClientOperation {
  const { definitions } = dropDecidedConditions(document);
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operationName && operations.length > 1)
    throw new Error('The document holds several operations: name the one to run in operationName.');
  const definition = operationName ? operations.find((node) => node.name?.value === operationName) : operations[0];
  if (!definition) throw new Error(`The document holds no operation${operationName ? ` named ${operationName}` : ''}.`);
  const rootType = schema.getRootType(definition.operation);
  if (!rootType) throw new Error(`The schema has no ${definition.operation} type.`);
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return { definition, rootType, fragments: new Map(fragments.map((node) => [node.name.value, node])) };
}

/** `@skip(if: true)` and its like are decided before any variable is known, and planners stumble over them. */
function dropDecidedConditions(document: DocumentNode): DocumentNode {
  const decide = <T extends ASTNode & { readonly directives?: readonly DirectiveNode[] | undefined }>(node: T) => {
    const decisions = (node.directives ?? []).map(isIncludedByLiteral);
    if (decisions.includes(false)) return null;
    if (!decisions.includes(true)) return undefined;
    return { ...node, directives: (node.directives ?? []).filter((_, index) => decisions[index] !== true) };
  };
  return visit(document, {
    Field: { enter: decide },
    InlineFragment: { enter: decide },
    FragmentSpread: { enter: decide },
  });
}

function isIncludedByLiteral(directive: DirectiveNode): boolean | undefined {
  const name = directive.name.value;
  const condition = directive.arguments?.[0]?.value;
  if ((name !== 'skip' && name !== 'include') || condition?.kind !== Kind.BOOLEAN) return undefined;
  return condition.value === (name === 'include');
}
