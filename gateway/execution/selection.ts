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
      for (const { variable } of conditionsOf(selection.directives)) names.add(variable);
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

/** A variable that must have this value for a selection to be included. */
export interface Condition {
  readonly variable: string;
  readonly value: boolean;
}

/** The conditions of a selection that depend on variables. */
export function conditionsOf(directives: readonly DirectiveNode[] | undefined): Condition[] {
  return (directives ?? []).flatMap(({ name, arguments: [argument] = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return [];
    if (argument?.value.kind !== Kind.VARIABLE) return [];
    return [{ variable: argument.value.name.value, value: name.value === 'include' }];
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
      const conditions = conditionsOf(selection.directives);
      if (conditions.some(({ variable, value }) => (variables[variable] === true) !== value)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(name);
        if (nodes) nodes.push(selection);
        else fields.set(name, [selection]);
        continue;
      }
      let target:
        { typeCondition?: { name: { value: string } } | undefined; selectionSet: SelectionSetNode } | undefined;
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
