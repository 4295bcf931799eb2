import { Kind, print, visit } from 'graphql';
import type { DocumentNode, FieldNode, SelectionSetNode } from 'graphql';
import type { SupergraphFacts } from './supergraph-facts.ts';

/**
 * Splits a query so that no part holds two fields whose `@requires` ask for one field with different arguments: a
 * representation has room for one of them, and planners lose the other. One part when there is nothing to split.
 */
export function splitConflicts(document: DocumentNode, facts: SupergraphFacts): DocumentNode[] {
  const groups: { fields: Set<string>; uses: Map<string, string> }[] = [];
  for (const field of fieldsWithRequirements(document, facts)) {
    const uses = usesOf(field, facts);
    const group = groups.find((one) => [...uses].every(([name, args]) => (one.uses.get(name) ?? args) === args));
    if (group) {
      group.fields.add(field);
      for (const [name, args] of uses) group.uses.set(name, args);
    } else groups.push({ fields: new Set([field]), uses });
  }
  if (groups.length <= 1) return [document];
  return partsOf(
    document,
    groups.map((group) => group.fields),
  );
}

/** Splits a query so that each field with a `@requires` is planned for itself, apart from all others. */
export function splitRequirements(document: DocumentNode, facts: SupergraphFacts): DocumentNode[] {
  const fields = fieldsWithRequirements(document, facts);
  return partsOf(document, [new Set(), ...fields.map((field) => new Set([field]))]);
}

/** Splits a query so that each root field is planned for itself. */
export function splitRootFields(document: DocumentNode): DocumentNode[] {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return (operation?.selectionSet.selections ?? []).map((selection) =>
    visit(document, {
      OperationDefinition: (node) => ({
        ...node,
        selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] },
      }),
    }),
  );
}

/** Whether fields of an `@interfaceObject` with `@requires` stand beside type conditions: no planner keeps those apart. */
export function mixesInterfaceObjects(document: DocumentNode, facts: SupergraphFacts): boolean {
  let hasFragment = false;
  let hasRequirement = false;
  visit(document, {
    InlineFragment: () => {
      hasFragment = true;
    },
    Field: ({ name }) => {
      hasRequirement ||= facts.isRequiredByInterfaceObject(name.value);
    },
  });
  return hasFragment && hasRequirement;
}

function fieldsWithRequirements(document: DocumentNode, facts: SupergraphFacts): string[] {
  const names = new Set<string>();
  visit(document, { Field: ({ name }) => void (facts.requirementsOf(name.value).length > 0 && names.add(name.value)) });
  return [...names];
}

/** The arguments with which a field's requirements, and theirs in turn, use other fields. */
function usesOf(fieldName: string, facts: SupergraphFacts, uses = new Map<string, string>()): Map<string, string> {
  for (const set of facts.requirementsOf(fieldName))
    visit(set, {
      Field: ({ name, arguments: args = [] }) => {
        if (uses.has(name.value)) return;
        uses.set(name.value, args.map(print).sort().join(','));
        usesOf(name.value, facts, uses);
      },
    });
  return uses;
}

const TYPENAME_ONLY: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};

/** The operation without any of the fields, but for those of one group in each part; what they have in common is in the first. */
function partsOf(document: DocumentNode, groups: readonly ReadonlySet<string>[]): DocumentNode[] {
  const all = new Set(groups.flatMap((group) => [...group]));
  return groups.flatMap((group, index) => {
    const isKept = (field: FieldNode): boolean => !all.has(field.name.value) || group.has(field.name.value);
    const holdsOwn = (set: SelectionSetNode): boolean =>
      set.selections.some((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
        if (selection.kind === Kind.FIELD && !isKept(selection)) return false;
        if (selection.kind === Kind.FIELD && group.has(selection.name.value)) return true;
        return selection.selectionSet !== undefined && holdsOwn(selection.selectionSet);
      });
    const cut = (set: SelectionSetNode, isInside: boolean): SelectionSetNode => ({
      ...set,
      selections: set.selections.flatMap((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
        if (selection.kind === Kind.FIELD && selection.name.value === '__typename') return [selection];
        const isOwn = selection.kind === Kind.FIELD && group.has(selection.name.value);
        if (selection.kind === Kind.FIELD && !isKept(selection)) return [];
        const { selectionSet } = selection;
        if (index > 0 && !isInside && !isOwn && !(selectionSet && holdsOwn(selectionSet))) return [];
        if (!selectionSet) return [selection];
        const nested = cut(selectionSet, isInside || isOwn);
        return [{ ...selection, selectionSet: nested.selections.length === 0 ? TYPENAME_ONLY : nested }];
      }),
    });
    const part = visit(document, {
      OperationDefinition: (node) => {
        const selectionSet = cut(node.selectionSet, false);
        return selectionSet.selections.length === 0 ? null : { ...node, selectionSet };
      },
    });
    return part.definitions.length === 0 ? [] : [part];
  });
}
