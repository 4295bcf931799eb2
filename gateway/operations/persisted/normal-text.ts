import { Kind, print } from 'graphql';
import type { DefinitionNode, DocumentNode } from 'graphql';

function nameOf(definition: DefinitionNode): string {
  const isNamed = definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION;
  return (isNamed && definition.name?.value) || '';
}

/**
 * The text that two documents share when they differ in white space, comments and the order of definitions only: printed,
 * operations before fragments, each by name. Apollo's manifest generator hashes the same text.
 */
export function normalText(document: DocumentNode): string {
  const definitions = [...document.definitions].sort((a, b) => {
    if (a.kind !== b.kind) return a.kind > b.kind ? -1 : 1;
    return nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b));
  });
  return print({ ...document, definitions });
}
