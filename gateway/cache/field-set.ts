import { hash } from 'node:crypto';
import { Kind, parse, print } from 'graphql';
import type { FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/** What an `_entities` field asks of each entity. */
export interface FieldSet {
  /** The same for equal selections, whatever operation they stand in. */
  readonly digest: string;
  /** Variables in it. */
  readonly variables: readonly string[];
}

/** The field sets of the `_entities` fields of a request, by their response names. */
export function fieldSetsOf(query: string): ReadonlyMap<string, FieldSet> {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map(
    definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]),
  );
  return new Map(
    definitions
      .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
      .flatMap((node) => node.selectionSet.selections)
      .filter((node): node is FieldNode => node.kind === Kind.FIELD)
      .map((node) => [node.alias?.value ?? node.name.value, fieldSetOf(node, fragments)]),
  );
}

function fieldSetOf({ selectionSet }: FieldNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): FieldSet {
  const text = selectionSet ? textOf(selectionSet, fragments) : '';
  const variables = [...text.matchAll(/\$(\w+)/g)].map(([, name]) => name as string);
  return { digest: hash('sha256', text, 'base64url'), variables: [...new Set(variables)].sort() };
}

/** Selections in one order, fragments in their places. */
function textOf({ selections }: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): string {
  const texts = selections.map((selection) => {
    const directives = (selection.directives ?? []).map(print).join(' ');
    if (selection.kind === Kind.FIELD) {
      const { selectionSet, ...leaf } = selection;
      return `${print(leaf)}${selectionSet ? textOf(selectionSet, fragments) : ''}`;
    }
    const target = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    const condition = target?.typeCondition ? ` on ${target.typeCondition.name.value}` : '';
    return `...${condition} ${directives}${target ? textOf(target.selectionSet, fragments) : ''}`;
  });
  return `{${texts.sort().join(' ')}}`;
}
