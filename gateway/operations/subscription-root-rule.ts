import { GraphQLError, Kind, OperationTypeNode, SingleFieldSubscriptionsRule } from 'graphql';
import type { ASTVisitor, DirectiveNode, OperationDefinitionNode, SelectionSetNode, ValidationContext } from 'graphql';

/**
 * One root field, and no `@skip` or `@include` on the way to it, as the specification of September 2025 says: a
 * subscription of nothing is none. graphql-js 16 throws where a variable decides.
 */
export function SubscriptionRootRule(context: ValidationContext): ASTVisitor {
  const { OperationDefinition: requireSingleField } = SingleFieldSubscriptionsRule(context) as {
    readonly OperationDefinition: (node: OperationDefinitionNode) => void;
  };
  return {
    OperationDefinition(node) {
      if (node.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const conditions = rootConditions(node.selectionSet, context);
      if (conditions.length === 0) return requireSingleField(node);
      const message = 'A subscription must not use @skip or @include on its root field.';
      context.reportError(new GraphQLError(message, { nodes: conditions }));
    },
  };
}

function rootConditions(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  seen = new Set<string>(),
): DirectiveNode[] {
  return selections.flatMap((selection) => {
    const own = (selection.directives ?? []).filter(({ name }) => name.value === 'skip' || name.value === 'include');
    if (selection.kind === Kind.FIELD) return own;
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return [...own, ...rootConditions(selection.selectionSet, context, seen)];
    const fragment = seen.has(selection.name.value) ? undefined : context.getFragment(selection.name.value);
    seen.add(selection.name.value);
    return fragment ? [...own, ...rootConditions(fragment.selectionSet, context, seen)] : own;
  });
}
