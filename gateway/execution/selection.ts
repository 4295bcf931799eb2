import { Kind } from 'graphql';
import type { DirectiveNode, FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** The names of the variables that decide what a selection holds. */
export function conditionVariables(
  sets: readonly SelectionSetNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      for (const directive of selection.directives ?? []) {
        const condition = conditionOf(directive);
        if (condition?.kind === Kind.VARIABLE) names.add(condition.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet) collect(selection.selectionSet);
        continue;
      }
      const fragment = fragments.get(selection.name.value);
      if (!fragment || seen.has(selection.name.value)) continue;
      seen.add(selection.name.value);
      collect(fragment.selectionSet);
    }
  };
  sets.forEach(collect);
  return [...names];
}

function conditionOf(directive: DirectiveNode) {
  const name = directive.name.value;
  return name === 'skip' || name === 'include' ? directive.arguments?.[0]?.value : undefined;
}

function isIncluded(directives: readonly DirectiveNode[] | undefined, variables: Variables): boolean {
  return (directives ?? []).every((directive) => {
    const condition = conditionOf(directive);
    if (!condition) return true;
    const value =
      condition.kind === Kind.VARIABLE
        ? variables[condition.name.value] === true
        : condition.kind === Kind.BOOLEAN && condition.value;
    return value === (directive.name.value === 'include');
  });
}

/**
 * The fields of a selection by response name, in the order the GraphQL specification gives them (CollectFields), for an
 * object of which `applies` knows the type conditions it fulfils.
 */
export function collectFields(
  sets: readonly SelectionSetNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Variables,
  applies: (typeCondition: string) => boolean,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (!isIncluded(selection.directives, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(name);
        if (nodes) nodes.push(selection);
        else fields.set(name, [selection]);
        continue;
      }
      let target: { typeCondition?: { name: { value: string } } | undefined; selectionSet: SelectionSetNode } | undefined;
      if (selection.kind === Kind.INLINE_FRAGMENT) target = selection;
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        target = fragments.get(selection.name.value);
      }
      if (target && (!target.typeCondition || applies(target.typeCondition.name.value))) collect(target.selectionSet);
    }
  };
  sets.forEach(collect);
  return fields;
}
