import { Kind } from 'graphql';
import type { DocumentNode, FieldNode, FragmentDefinitionNode, SelectionNode, SelectionSetNode } from 'graphql';
import { denialOf, denyField } from '../execution/denied-fields.ts';
import type { Denial } from '../execution/denied-fields.ts';

/**
 * Marks the fields that are denied, and those of which nothing else is selected. Undefined when that is all that the
 * operation asks for. `document` holds one valid operation.
 */
export function markDenied(
  document: DocumentNode,
  denialFor: (field: FieldNode) => Denial | undefined,
): DocumentNode | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const marked = new Map<string, FragmentDefinitionNode>();

  const fragmentOf = (name: string): FragmentDefinitionNode | undefined => {
    const fragment = fragments.get(name);
    const known = marked.get(name);
    if (known || !fragment) return known;
    const own = { ...fragment, selectionSet: markSet(fragment.selectionSet) };
    marked.set(name, own);
    return own;
  };

  const markSet = (set: SelectionSetNode): SelectionSetNode => ({ ...set, selections: set.selections.map(mark) });

  const mark = (selection: SelectionNode): SelectionNode => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) return { ...selection, selectionSet: markSet(selection.selectionSet) };
    const own = denialFor(selection);
    if (own) return denyField(selection, own);
    if (!selection.selectionSet) return selection;
    const field = { ...selection, selectionSet: markSet(selection.selectionSet) };
    const [inner, ...others] = denialsIn(field.selectionSet);
    return inner && !others.includes(undefined) ? denyField(field, inner) : field;
  };

  /** Of each field that is selected at this place, through fragments; undefined for those that are open. */
  const denialsIn = ({ selections }: SelectionSetNode): (Denial | undefined)[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [denialOf(selection)];
      const target = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentOf(selection.name.value);
      return target ? denialsIn(target.selectionSet) : [];
    });

  const definitions = document.definitions.map((node) => {
    if (node.kind === Kind.FRAGMENT_DEFINITION) return fragmentOf(node.name.value) ?? node;
    return node.kind === Kind.OPERATION_DEFINITION ? { ...node, selectionSet: markSet(node.selectionSet) } : node;
  });
  const isOpen = definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && denialsIn(node.selectionSet).includes(undefined),
  );
  return isOpen ? { ...document, definitions } : undefined;
}
