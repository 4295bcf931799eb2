import { Kind, parse } from 'graphql';
import type { FieldNode, SelectionSetNode } from 'graphql';

export interface EntityField {
  readonly type: string;
  readonly field: string;
}

/** The fields that an `_entities` field selects of each type. */
export function entityFields(operation: string, alias: string): EntityField[] {
  const { definitions } = parse(operation, { noLocation: true });
  const fragments = new Map(
    definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]),
  );
  const collect = (set: SelectionSetNode, type: string): EntityField[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [{ type, field: selection.name.value }];
      const target = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return target ? collect(target.selectionSet, target.typeCondition?.name.value ?? type) : [];
    });
  const roots = definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .flatMap((node) => node.selectionSet.selections)
    .filter((node): node is FieldNode => node.kind === Kind.FIELD);
  const entities = roots.find((node) => (node.alias?.value ?? node.name.value) === alias);
  return entities?.selectionSet ? collect(entities.selectionSet, '') : [];
}
