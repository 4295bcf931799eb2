import { OperationTypeNode, parse, print, visit } from 'graphql';
import type { ConstDirectiveNode, FieldDefinitionNode, ObjectTypeDefinitionNode } from 'graphql';
import { argument, directivesOf, rootTypeName } from './supergraph-sdl.ts';

/**
 * The supergraph with one subgraph for each mutation: planners ask all that share a field for what each knows of its result,
 * and the effect would happen as often.
 */
export function withOwnedMutations(supergraphSdl: string): string {
  const document = parse(supergraphSdl, { noLocation: true });
  const mutationType = rootTypeName(document, OperationTypeNode.MUTATION);
  const owned = visit(document, {
    ObjectTypeDefinition: (node) =>
      node.name.value === mutationType
        ? { ...node, fields: (node.fields ?? []).map((field) => ownedField(field, node)) }
        : false,
  });
  return print(owned);
}

function ownedField(field: FieldDefinitionNode, { directives = [] }: ObjectTypeDefinitionNode): FieldDefinitionNode {
  const isJoin = ({ name }: ConstDirectiveNode): boolean => name.value === 'join__field';
  const joins = (field.directives ?? []).filter(isJoin);
  const [graph] = directives.filter(({ name }) => name.value === 'join__type').map((one) => argument(one, 'graph'));
  const owners = joins.length > 0 ? joins : directivesOf(`@join__field(graph: ${String(graph)})`);
  // An override has said already who owns it.
  const owner = joins.some((one) => argument(one, 'override') !== undefined) ? owners : owners.slice(0, 1);
  return { ...field, directives: [...(field.directives ?? []).filter((one) => !isJoin(one)), ...owner] };
}
