import { Kind } from 'graphql';
import type { DocumentNode, SelectionSetNode } from 'graphql';

/** The paths of response names, joined by dots, that an answer to the document may hold, whatever the types of its objects. */
export function selectedPaths(document: DocumentNode): Set<string> {
  const fragments = new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const paths = new Set<string>();
  const collect = (set: SelectionSetNode, prefix: string): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const path = `${prefix}${selection.alias?.value ?? selection.name.value}`;
        paths.add(path);
        if (selection.selectionSet) collect(selection.selectionSet, `${path}.`);
        continue;
      }
      const target = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (target) collect(target.selectionSet, prefix);
    }
  };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) collect(definition.selectionSet, '');
  return paths;
}
