import { getNamedType, isListType, isNonNullType, isObjectType, Kind, OperationTypeNode } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  GraphQLNamedType,
  GraphQLSchema,
  GraphQLType,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { enteredType, ENTRY_SERVICE, entryField } from './entry-points.ts';
import type { EntryPoints } from './entry-points.ts';
import type { PlanNode, PlanPath } from './plan-types.ts';
import type { SupergraphFacts } from './supergraph-facts.ts';

/** What is planned from the entities at a place, once they are there. */
export interface Continuation {
  readonly path: PlanPath;
  /** Of the entities. */
  readonly type: string;
  /** A query of one root field, an entry point. */
  readonly document: DocumentNode;
}

export interface CutOperation {
  /** The operation without what the continuations bring. */
  readonly primary: DocumentNode;
  readonly continuations: readonly Continuation[];
}

interface Place {
  readonly type: GraphQLNamedType | undefined;
  readonly path: PlanPath;
  /** How many fields lie above. */
  readonly depth: number;
  /** Whether a type condition leads here from objects of other types. */
  readonly isConditional: boolean;
}

/**
 * Takes the outermost fields with a `@requires`, and those that an `@interfaceObject` is to be asked for by type, out of an
 * operation with all that is in them: they are planned from their entities. Those at its very beginning stay. Undefined when
 * nothing can be taken out.
 */
export function cutContinuations(
  document: DocumentNode,
  api: GraphQLSchema,
  facts: SupergraphFacts,
  keys: EntryPoints['keys'],
): CutOperation | undefined {
  const [definition] = document.definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return undefined;
  const continuations: Continuation[] = [];

  const cutSet = (set: SelectionSetNode, place: Place, start: number): SelectionSetNode => {
    const { type, path, depth } = place;
    const key = isObjectType(type) && depth > start ? keys.get(type.name) : undefined;
    const canEnter = isObjectType(type) && key?.every((name) => type.getFields()[name]);
    const isCut = (selection: SelectionNode): boolean =>
      canEnter === true &&
      selection.kind === Kind.FIELD &&
      (facts.requirementsOf(selection.name.value).length > 0 ||
        (place.isConditional && facts.isPerType(selection.name.value)));
    const taken = set.selections.filter(isCut);
    const kept = set.selections.filter((one) => !isCut(one)).map((one) => cutWithin(one, place, start));
    if (!type || !key || taken.length === 0) return { ...set, selections: kept };
    continuations.push(continuationOf(definition, type.name, path, { ...set, selections: taken }));
    return { ...set, selections: [...['__typename', ...key].map(fieldNamed), ...kept] };
  };

  const cutWithin = (selection: SelectionNode, place: Place, start: number): SelectionNode => {
    if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value ?? '';
      const inner = {
        ...place,
        type: api.getType(condition),
        path: [...place.path, { types: [condition] }],
        isConditional: true,
      };
      return { ...selection, selectionSet: cutSet(selection.selectionSet, inner, start) };
    }
    const { name, alias, selectionSet } = selection;
    const entered = enteredType(name.value);
    const parent = place.type && 'getFields' in place.type ? place.type.getFields() : {};
    const fieldType = parent[name.value]?.type;
    const inner = {
      type: entered === undefined ? fieldType && getNamedType(fieldType) : api.getType(entered),
      path: [...place.path, alias?.value ?? name.value, ...listsOf(fieldType)],
      depth: place.depth + 1,
      isConditional: false,
    };
    return { ...selection, selectionSet: cutSet(selectionSet, inner, entered === undefined ? start : start + 1) };
  };

  const root: Place = {
    type: api.getRootType(definition.operation) ?? undefined,
    path: [],
    depth: 0,
    isConditional: false,
  };
  const selectionSet = cutSet(definition.selectionSet, root, 0);
  if (continuations.length === 0) return undefined;
  return { primary: { ...document, definitions: [{ ...definition, selectionSet }] }, continuations };
}

/** A selection on entities of one type. */
export function continuationOf(
  definition: OperationDefinitionNode,
  type: string,
  path: PlanPath,
  selectionSet: SelectionSetNode,
): Continuation {
  const entry: FieldNode = { ...fieldNamed(entryField(type)), selectionSet };
  const query: OperationDefinitionNode = {
    ...definition,
    operation: OperationTypeNode.QUERY,
    selectionSet: { ...selectionSet, selections: [entry] },
  };
  return { path, type, document: { kind: Kind.DOCUMENT, definitions: [query] } };
}

/** A continuation's plan as it runs on the data of the operation: its entities are at the path already. */
export function graft(node: PlanNode, path: PlanPath): PlanNode[] {
  const moved = (own: PlanPath): PlanPath => [...path, ...own.slice(1)];
  switch (node.kind) {
    case 'RootFetch':
      return node.serviceName === ENTRY_SERVICE ? [] : [{ ...node, path: moved(node.path) }];
    case 'EntityFetch':
      return [{ ...node, targets: node.targets.map((target) => ({ ...target, paths: target.paths.map(moved) })) }];
    case 'Sequence':
    case 'Parallel':
    case 'Separate':
      return [{ ...node, nodes: node.nodes.flatMap((child) => graft(child, path)) }];
  }
}

function fieldNamed(value: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value } };
}

function listsOf(type: GraphQLType | undefined): '@'[] {
  if (isNonNullType(type)) return listsOf(type.ofType);
  return isListType(type) ? ['@', ...listsOf(type.ofType)] : [];
}
