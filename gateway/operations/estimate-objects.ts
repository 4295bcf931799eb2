import { getNamedType, getNullableType, isCompositeType, isListType, isUnionType, Kind, typeFromAST } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql';

/** Values of an operation's variables as the client sent them. */
export type VariableValues = Readonly<Record<string, unknown>>;
/** How many objects the answer may hold, given the variables. */
export type ObjectEstimate = (variables: VariableValues) => number;

type PageSize = (variables: VariableValues) => number | undefined;

const PAGE_SIZE_ARGUMENTS = ['first', 'last'];

const countOf = (value: unknown): number | undefined => (typeof value === 'number' ? Math.max(0, value) : undefined);

/**
 * Compiles the estimate of one operation of a validated document. A list holds as many objects as its `first` or
 * `last` asks for, where that is given on the list or on the connection around it, and `defaultListSize` otherwise.
 * Alternatives of an abstract type are added up, and introspection, which asks no subgraph, costs nothing.
 */
export function compileObjectEstimate(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  defaultListSize: number,
): ObjectEstimate {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const variableDefaults = new Map(
    operation.variableDefinitions?.map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue?.kind === Kind.INT ? Number(defaultValue.value) : undefined,
    ]),
  );

  /** What an argument says of the size; nothing where it is null, and its default where it is not given. */
  function saidBy(value: ValueNode | undefined, byDefault: unknown): PageSize {
    if (value?.kind === Kind.INT) return () => countOf(Number(value.value));
    if (value?.kind !== Kind.VARIABLE) return () => (value ? undefined : countOf(byDefault));
    const variable = value.name.value;
    return (variables) => {
      const given = variables[variable] === undefined ? variableDefaults.get(variable) : variables[variable];
      return countOf(given === undefined ? byDefault : given);
    };
  }

  function pageSizeOf(field: FieldNode, definition: GraphQLField<unknown, unknown>): PageSize | undefined {
    const said = definition.args
      .filter(({ name }) => PAGE_SIZE_ARGUMENTS.includes(name))
      .map(({ name, defaultValue }) =>
        saidBy(field.arguments?.find((argument) => argument.name.value === name)?.value, defaultValue),
      );
    if (said.length === 0) return undefined;
    return (variables) => {
      const sizes = said.map((size) => size(variables)).filter((size) => size !== undefined);
      return sizes.length > 0 ? Math.max(...sizes) : undefined;
    };
  }

  function estimateField(
    field: FieldNode,
    parent: GraphQLCompositeType,
    outer: PageSize | undefined,
  ): ObjectEstimate[] {
    const definition = isUnionType(parent) ? undefined : parent.getFields()[field.name.value];
    const type = definition && getNamedType(definition.type);
    if (!definition || !isCompositeType(type) || !field.selectionSet) return [];

    const isList = isListType(getNullableType(definition.type));
    const ownSize = pageSizeOf(field, definition);
    const children = estimateSelections(field.selectionSet, type, isList ? undefined : ownSize);
    const sum: ObjectEstimate = (variables) => children.reduce((total, child) => total + child(variables), 1);
    if (!isList) return [sum];
    return [(variables) => (ownSize?.(variables) ?? outer?.(variables) ?? defaultListSize) * sum(variables)];
  }

  function estimateSelections(
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    outer: PageSize | undefined,
  ): ObjectEstimate[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return estimateField(selection, parent, outer);
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) return [];
      const type = fragment.typeCondition ? typeFromAST(schema, fragment.typeCondition) : parent;
      return isCompositeType(type) ? estimateSelections(fragment.selectionSet, type, outer) : [];
    });
  }

  const root = schema.getRootType(operation.operation);
  const estimates = root ? estimateSelections(operation.selectionSet, root, undefined) : [];
  return (variables) => estimates.reduce((total, estimate) => total + estimate(variables), 0);
}
