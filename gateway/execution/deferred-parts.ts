import { getNamedType, isObjectType, Kind, OperationTypeNode } from 'graphql';
import type { DirectiveNode, GraphQLNamedType, InlineFragmentNode, SelectionNode, SelectionSetNode } from 'graphql';
import type { ClientOperation } from './client-operation.ts';
import type { Variables } from './collect-fields.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import { keySelection } from './object-keys.ts';

/** A fragment with `@defer`, as an operation of its own: the way to the fragment, and what is in it. */
export interface DeferredPart {
  readonly label: string | undefined;
  /** Response names, without list indices. */
  readonly path: readonly string[];
  /** The part that must be answered before this one. */
  readonly parent: DeferredPart | undefined;
  readonly client: ClientOperation;
  /** The type of the entities that it is a part of, and their key, when it must be answered without going the way again. */
  readonly entity: DeferredEntity | undefined;
}

export interface DeferredEntity {
  readonly type: string;
  /** The field that is its key. */
  readonly key: string;
}

export interface DeferredOperation {
  /** The operation without what is deferred. */
  readonly primary: ClientOperation;
  /** A parent comes before its children. */
  readonly parts: readonly DeferredPart[];
}

/** Where a selection is, and how an operation gets there. */
interface Place {
  readonly path: readonly string[];
  readonly parent: DeferredPart | undefined;
  readonly type: GraphQLNamedType | undefined;
  readonly wrap: (set: SelectionSetNode) => SelectionSetNode;
  /** Whether only objects of known types lie on the way. */
  readonly isConcrete: boolean;
}

/** Each part is planned and fetched for itself; an operation with more is answered whole. */
const MAX_PARTS = 20;

/**
 * Takes the deferred fragments out of an operation whose conditions are decided. Entities on the way are asked for their
 * keys, which tell whether the second time met the same. A mutation must not be done twice: of that, only fragments on
 * entities are taken out, which are known by their keys from the first time.
 */
export function splitDeferred(
  schema: ExecutionSchema,
  client: ClientOperation,
  variables: Variables,
): DeferredOperation {
  const { definition, fragments } = client;
  if (definition.operation === OperationTypeNode.SUBSCRIPTION) return { primary: client, parts: [] };
  const isMutation = definition.operation === OperationTypeNode.MUTATION;
  const parts: DeferredPart[] = [];
  const operationOf = (selectionSet: SelectionSetNode): ClientOperation => ({
    ...client,
    definition: { ...definition, selectionSet },
  });

  const asInline = (selection: Exclude<SelectionNode, { kind: Kind.FIELD }>): InlineFragmentNode | undefined => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
    const fragment = fragments.get(selection.name.value);
    return fragment && { ...fragment, kind: Kind.INLINE_FRAGMENT, directives: selection.directives ?? [] };
  };

  const strip = (set: SelectionSetNode, place: Place): SelectionSetNode =>
    setOf(
      set.selections.flatMap((selection): SelectionNode[] => {
        if (selection.kind === Kind.FIELD) {
          if (!selection.selectionSet) return [selection];
          const type = typeOfField(place.type, selection.name.value);
          const key = keySelection(type, schema);
          const withKey = (inner: SelectionSetNode) => (key ? setOf([key, ...inner.selections]) : inner);
          const wrap = (inner: SelectionSetNode) => place.wrap(setOf([{ ...selection, selectionSet: withKey(inner) }]));
          const path = [...place.path, selection.alias?.value ?? selection.name.value];
          const partsBefore = parts.length;
          const isConcrete = place.isConcrete && isObjectType(type);
          const stripped = strip(selection.selectionSet, { ...place, path, type, wrap, isConcrete });
          return [{ ...selection, selectionSet: parts.length > partsBefore ? withKey(stripped) : stripped }];
        }
        const fragment = asInline(selection);
        if (!fragment) return [];
        const wrap = (inner: SelectionSetNode) => place.wrap(setOf([{ ...fragment, selectionSet: inner }]));
        const condition = fragment.typeCondition?.name.value;
        const type = condition === undefined ? place.type : schema.api.getType(condition);
        const defer = fragment.directives?.find((directive) => isActiveDefer(directive, variables));
        const entity = isMutation ? entityAt(place, schema) : undefined;
        if (!defer || (isMutation && !entity))
          return [{ ...fragment, selectionSet: strip(fragment.selectionSet, { ...place, type, wrap }) }];
        // Children of the part need it as their parent, and the part its stripped content.
        const part: { -readonly [Name in keyof DeferredPart]: DeferredPart[Name] } = {
          label: labelOf(defer),
          path: place.path,
          parent: place.parent,
          client,
          entity,
        };
        parts.push(part);
        const inner = { ...place, parent: part, type, wrap };
        part.client = operationOf(wrap(strip(fragment.selectionSet, inner)));
        return [];
      }),
    );

  const root: Place = { path: [], parent: undefined, type: client.rootType, wrap: (set) => set, isConcrete: true };
  const primary = strip(definition.selectionSet, root);
  if (parts.length > MAX_PARTS) return { primary: client, parts: [] };
  return { primary: operationOf(primary), parts };
}

function entityAt({ type, path, isConcrete }: Place, schema: ExecutionSchema): DeferredPart['entity'] {
  const key = path.length > 0 && isConcrete && isObjectType(type) ? keySelection(type, schema) : undefined;
  return type && key && { type: type.name, key: key.name.value };
}

function typeOfField(type: GraphQLNamedType | undefined, fieldName: string): GraphQLNamedType | undefined {
  const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined;
  return field && getNamedType(field.type);
}

function setOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

function isActiveDefer({ name, arguments: args = [] }: DirectiveNode, variables: Variables): boolean {
  if (name.value !== 'defer') return false;
  const condition = args.find((argument) => argument.name.value === 'if')?.value;
  if (condition?.kind === Kind.VARIABLE) return variables[condition.name.value] !== false;
  return condition?.kind !== Kind.BOOLEAN || condition.value;
}

function labelOf({ arguments: args = [] }: DirectiveNode): string | undefined {
  const label = args.find((argument) => argument.name.value === 'label')?.value;
  return label?.kind === Kind.STRING ? label.value : undefined;
}
