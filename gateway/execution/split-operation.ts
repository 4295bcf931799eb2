import { Kind, print, visit } from 'graphql';
import type { DocumentNode, FieldNode, SelectionSetNode } from 'graphql';
import type { SupergraphFacts } from './supergraph-facts.ts';

/**
 * Splits a query so that no part holds two fields whose `@requires` ask for one field with different arguments: a
 * representation has room for one of them, and planners lose the other. One part when there is nothing to split.
 */
export function splitConflicts(document: DocumentNode, facts: SupergraphFacts): DocumentNode[] {
  const groups: { paths: Set<string>; uses: Map<string, string> }[] = [];
  for (const { path, uses } of requiringFields(document, facts)) {
    const group = groups.find((one) => [...uses].every(([used, args]) => (one.uses.get(used) ?? args) === args));
    if (group) {
      group.paths.add(path);
      for (const [used, args] of uses) group.uses.set(used, args);
    } else groups.push({ paths: new Set([path]), uses: new Map(uses) });
  }
  if (groups.length <= 1) return [document];
  return partsOf(
    document,
    groups.map((group) => group.paths),
  );
}

/** Whether fields that an `@interfaceObject` is to be asked for by type stand beside type conditions: no planner keeps those apart. */
export function mixesInterfaceObjects(document: DocumentNode, facts: SupergraphFacts): boolean {
  let hasFragment = false;
  let isPerType = false;
  visit(document, {
    InlineFragment: () => {
      hasFragment = true;
    },
    Field: ({ name }) => {
      isPerType ||= facts.isPerType(name.value);
    },
  });
  return hasFragment && isPerType;
}

interface RequiringField {
  /** Response names from the root. */
  readonly path: string;
  /** With which arguments it, and those above it, use the fields of objects: by path of the object and name of the field. */
  readonly uses: ReadonlyMap<string, string>;
}

/** The fields with a `@requires` that the query selects. */
function requiringFields(document: DocumentNode, facts: SupergraphFacts): RequiringField[] {
  const found: RequiringField[] = [];
  const collect = ({ selections }: SelectionSetNode, path: string, above: ReadonlyMap<string, string>): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet, path, above);
        continue;
      }
      const name = selection.name.value;
      const own = pathOf(selection, path);
      const isRequiring = facts.requirementsOf(name).length > 0;
      const uses = isRequiring ? new Map([...above, ...usesOf(name, path, facts)]) : above;
      if (isRequiring) found.push({ path: own, uses });
      if (selection.selectionSet) collect(selection.selectionSet, own, uses);
    }
  };
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) collect(node.selectionSet, '', new Map());
  return found;
}

function pathOf(field: FieldNode, parent: string): string {
  return `${parent}/${field.alias?.value ?? field.name.value}`;
}

/** The arguments with which a field's requirements, and theirs in turn, use other fields. */
function usesOf(fieldName: string, place: string, facts: SupergraphFacts): Map<string, string> {
  const uses = new Map<string, string>();
  const collect = ({ selections }: SelectionSetNode, type: string | undefined, path: string): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet, selection.typeCondition?.name.value ?? type, path);
        continue;
      }
      const name = selection.name.value;
      const own = pathOf(selection, path);
      if (!uses.has(own)) {
        uses.set(own, (selection.arguments ?? []).map(print).sort().join(','));
        collectRequirements(name, type, path);
      }
      if (selection.selectionSet) collect(selection.selectionSet, type && facts.fieldType(type, name), own);
    }
  };
  const collectRequirements = (name: string, type: string | undefined, path: string): void => {
    for (const { typeName, selection } of facts.requirementsOf(name, type)) collect(selection, typeName, path);
  };
  collectRequirements(fieldName, undefined, place);
  return uses;
}

const TYPENAME_ONLY: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};

/**
 * A part for each group of paths, without the fields at the paths of other groups. Everything beside them is in the first
 * part; the others hold their own fields, what is in these, and the way there.
 */
function partsOf(document: DocumentNode, groups: readonly ReadonlySet<string>[]): DocumentNode[] {
  const all = new Set(groups.flatMap((group) => [...group]));
  return groups.flatMap((group, index) => {
    const holdsOwn = ({ selections }: SelectionSetNode, path: string): boolean =>
      selections.some((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
        const own = selection.kind === Kind.FIELD ? pathOf(selection, path) : path;
        return group.has(own) || (selection.selectionSet !== undefined && holdsOwn(selection.selectionSet, own));
      });
    const cut = (set: SelectionSetNode, path: string, isWhole: boolean): SelectionSetNode => ({
      ...set,
      selections: set.selections.flatMap((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
        if (selection.kind === Kind.FIELD && selection.name.value === '__typename') return [selection];
        const isField = selection.kind === Kind.FIELD;
        const own = isField ? pathOf(selection, path) : path;
        const isOwn = isField && group.has(own);
        const isForeign = isField && !isOwn && all.has(own);
        const { selectionSet } = selection;
        const isWholeBelow = isOwn || (isWhole && !isForeign);
        if (!isWholeBelow && !(selectionSet && holdsOwn(selectionSet, own))) return [];
        if (!selectionSet) return [selection];
        const nested = cut(selectionSet, own, isWholeBelow);
        return [{ ...selection, selectionSet: nested.selections.length === 0 ? TYPENAME_ONLY : nested }];
      }),
    });
    const part = visit(document, {
      OperationDefinition: (node) => {
        const selectionSet = cut(node.selectionSet, '', index === 0);
        return selectionSet.selections.length === 0 ? null : { ...node, selectionSet };
      },
    });
    return part.definitions.length === 0 ? [] : [part];
  });
}
