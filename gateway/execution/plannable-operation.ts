import { getNamedType, isAbstractType, isCompositeType, Kind, OperationTypeNode, visit } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  GraphQLCompositeType,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import type { ClientOperation } from './client-operation.ts';
import { denialOf } from './denied-fields.ts';
import { createPrivateNames } from './private-names.ts';
import { plannedVariable } from './variable-names.ts';

/** An operation as it is planned: in a normal form, under private names, without what the gateway answers itself. */
export interface PlannableOperation {
  /** Undefined when no subgraph is needed. */
  readonly document: DocumentNode | undefined;
  /** Where the data holds the value of a field of the client's operation. */
  nameInData(field: FieldNode): string;
  /** Whether it takes the type of the object that a field returns to know what is selected of it. */
  dependsOnType(field: FieldNode): boolean;
  /** The client's name for a name in the data; undefined when they are the same. */
  responseNameOf(nameInData: string): string | undefined;
}

/** What is known of the place that a selection is in. */
interface Place {
  readonly type: GraphQLNamedType;
  /** The object types that can be here. */
  readonly possible: ReadonlySet<string>;
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Planners differ most in what they make of unusual shapes, so they get one shape only: no named fragments, type conditions
 * only where they decide something. Every aliased field and every field that takes arguments has a private
 * name: no alias takes the name of a key, and no argument of the client's meets a `@requires` of the same field.
 */
export function createPlannableOperation(schema: GraphQLSchema, client: ClientOperation): PlannableOperation {
  const { definition, fragments, rootType } = client;
  const names = createPrivateNames(schema);
  const namesInData = new Map<FieldNode, string>();
  const dependOnType = new Set<FieldNode>();

  const possibleTypes = (type: GraphQLNamedType | undefined): ReadonlySet<string> =>
    new Set(isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : type && [type.name]);

  const selections = (set: SelectionSetNode, place: Place): SelectionNode[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return fieldSelections(selection, place);
      const target = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      return target ? fragmentSelections(target.selectionSet, target.typeCondition?.name.value, place) : [];
    });

  const fragmentSelections = (set: SelectionSetNode, condition: string | undefined, place: Place): SelectionNode[] => {
    const type = (condition !== undefined && schema.getType(condition)) || place.type;
    const possible = new Set([...possibleTypes(type)].filter((name) => place.possible.has(name)));
    if (possible.size === 0) return [];
    if (isCertain(place.type, type)) return selections(set, place);
    const nested = selections(set, { type, possible });
    return nested.length === 0 ? [] : [inlineFragment(nested, type.name)];
  };

  const fieldSelections = (field: FieldNode, place: Place): SelectionNode[] => {
    const fieldName = field.name.value;
    const isRoot = place.type === rootType;
    if (isRoot && (fieldName.startsWith('__') || denialOf(field))) return [];
    // Which objects it would have been of is told by their type.
    if (denialOf(field)) return [TYPENAME];
    // Two uses of one mutation are two effects: only the client's own names tell them apart.
    const keepsName = isRoot && definition.operation !== OperationTypeNode.QUERY;
    const name = keepsName ? (field.alias?.value ?? fieldName) : names.give(field);
    namesInData.set(field, name);
    const fieldType = 'getFields' in place.type ? place.type.getFields()[fieldName]?.type : undefined;
    const type = fieldType && getNamedType(fieldType);
    const planned: FieldNode = {
      kind: Kind.FIELD,
      name: field.name,
      ...(field.arguments && { arguments: field.arguments }),
      ...(field.directives && { directives: field.directives }),
      ...(name !== fieldName && { alias: { kind: Kind.NAME, value: name } }),
      ...(field.selectionSet && isCompositeType(type) && { selectionSet: fieldSet(field, field.selectionSet, type) }),
    };
    return [planned];
  };

  const fieldSet = (field: FieldNode, set: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode => {
    const nested = selections(set, { type, possible: possibleTypes(type) });
    const hasFragments = nested.some(isFragment);
    if (hasFragments) dependOnType.add(field);
    // An object of which nothing is left must be known to be there, and which fragments apply is told by its type.
    const needsTypename = nested.length === 0 || hasFragments;
    return { kind: Kind.SELECTION_SET, selections: needsTypename ? [TYPENAME, ...nested] : nested };
  };

  const planned = selections(definition.selectionSet, { type: rootType, possible: possibleTypes(rootType) });
  return {
    document: planned.length === 0 ? undefined : documentOf(client, planned),
    nameInData: (field) => namesInData.get(field) ?? field.name.value,
    dependsOnType: (field) => dependOnType.has(field),
    responseNameOf: (name) => names.responseNameOf(name),
  };
}

function isFragment(selection: SelectionNode): boolean {
  return selection.kind !== Kind.FIELD;
}

function inlineFragment(selections: readonly SelectionNode[], typeName: string): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

/** Whether every object of one type fulfils a condition on the other, and has its fields. */
function isCertain(type: GraphQLNamedType, condition: GraphQLNamedType): boolean {
  return type === condition || ('getInterfaces' in type && type.getInterfaces().some((one) => one === condition));
}

/** Only the variables in use go along: subgraphs refuse the others. */
function documentOf({ definition }: ClientOperation, selections: SelectionNode[]): DocumentNode {
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  const used = new Set<string>();
  visit(selectionSet, { Variable: (node) => void used.add(node.name.value) });
  const variableDefinitions = (definition.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const planned: OperationDefinitionNode = { ...definition, variableDefinitions, selectionSet };
  const operation = visit(planned, {
    Variable: (node) => ({ ...node, name: { ...node.name, value: plannedVariable(node.name.value) } }),
  });
  return { kind: Kind.DOCUMENT, definitions: [operation] };
}
