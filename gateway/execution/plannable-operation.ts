import { isInterfaceType, isObjectType, Kind, print, visit } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';

/** A client's operation, and what of it must be planned. */
export interface PlannableOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly rootType: GraphQLObjectType;
  /** The operation under private names and without introspection; undefined when no subgraph is needed. */
  readonly document: DocumentNode | undefined;
  /** The name under which a field's value travels inside the gateway. */
  nameInData(field: FieldNode): string;
  /** The client's name for a name in the data; undefined for what only the plan asked for or nobody renamed. */
  responseNameOf(nameInData: string): string | undefined;
}

/**
 * Gives every aliased field and every field that takes arguments a private name, so that no alias can take the name of a
 * key, and no argument of the client's can meet a `@requires` of the same field. Throws when the operation is not there.
 */
export function createPlannableOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string,
): PlannableOperation {
  const operation = requireOperation(document, operationName);
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) throw new Error(`The schema has no ${operation.operation} type.`);
  const fragments = new Map(
    document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]),
  );
  const names = new Map<FieldNode, string>();
  const privateNames = new Map<string, string>();
  const responseNames = new Map<string, string>();

  const fieldsWithArguments = namesOfFieldsWithArguments(schema);

  const privateName = (field: FieldNode): string => {
    const responseName = field.alias?.value ?? field.name.value;
    const use = `${responseName}:${field.name.value}(${(field.arguments ?? []).map(print).sort().join(',')})`;
    let name = privateNames.get(use);
    if (name === undefined) {
      name = `_${privateNames.size}_${field.name.value}`;
      privateNames.set(use, name);
      responseNames.set(name, responseName);
    }
    return name;
  };

  const renameSelections = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection): SelectionNode => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return { ...selection, selectionSet: renameSelections(selection.selectionSet) };
      return renameField(selection);
    }),
  });

  const renameField = (field: FieldNode): FieldNode => {
    const fieldName = field.name.value;
    const isAliased = field.alias !== undefined && field.alias.value !== fieldName;
    const needsPrivateName = fieldName !== '__typename' && (isAliased || fieldsWithArguments.has(fieldName));
    const name = needsPrivateName ? privateName(field) : fieldName;
    names.set(field, name);
    const { alias: _, selectionSet, ...rest } = field;
    return {
      ...rest,
      ...(name !== fieldName && { alias: { kind: Kind.NAME, value: name } }),
      ...(selectionSet && { selectionSet: renameSelections(selectionSet) }),
    };
  };

  const keepsItsName = operation.operation !== 'query';
  const rootSelections = (set: SelectionSetNode): SelectionNode[] =>
    set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value.startsWith('__')) return [];
        const renamed = renameField(selection);
        if (!keepsItsName) return [renamed];
        // Two uses of one mutation are two effects: only the client's own names tell them apart.
        names.set(selection, selection.alias?.value ?? selection.name.value);
        const { alias: _, ...unaliased } = renamed;
        return [{ ...unaliased, ...(selection.alias && { alias: selection.alias }) }];
      }
      const target = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const selections = target ? rootSelections(target.selectionSet) : [];
      if (selections.length === 0) return [];
      const { directives } = selection;
      return [
        {
          kind: Kind.INLINE_FRAGMENT,
          ...(directives && { directives }),
          selectionSet: { kind: Kind.SELECTION_SET, selections },
        },
      ];
    });

  const selections = rootSelections(operation.selectionSet);
  const renamedFragments = new Map(
    [...fragments].map(([name, fragment]) => [
      name,
      { ...fragment, selectionSet: renameSelections(fragment.selectionSet) },
    ]),
  );
  return {
    operation,
    fragments,
    rootType,
    document: selections.length === 0 ? undefined : documentOf(operation, selections, renamedFragments),
    nameInData: (field) => names.get(field) ?? field.name.value,
    responseNameOf: (name) => responseNames.get(name),
  };
}

/** By name alone: an implementation may take arguments that its interface does not know. */
function namesOfFieldsWithArguments(schema: GraphQLSchema): Set<string> {
  return new Set(
    Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) || isInterfaceType(type))
      .flatMap((type) => Object.values(type.getFields()))
      .filter((field) => field.args.length > 0)
      .map((field) => field.name),
  );
}

function requireOperation(document: DocumentNode, operationName?: string): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operationName === undefined && operations.length > 1)
    throw new Error('The document holds several operations: name the one to run in operationName.');
  const operation = operationName
    ? operations.find((node) => node.name?.value === operationName)
    : operations[0];
  if (!operation) throw new Error(`The document holds no operation${operationName ? ` named ${operationName}` : ''}.`);
  return operation;
}

/** Only the fragments and variables in use go along: planners refuse the others. */
function documentOf(
  operation: OperationDefinitionNode,
  selections: SelectionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): DocumentNode {
  const usedFragments = new Map<string, FragmentDefinitionNode>();
  const usedVariables = new Set<string>();
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  const collectUse = (root: SelectionSetNode): void => {
    visit(root, {
      Variable: (node) => void usedVariables.add(node.name.value),
      FragmentSpread: ({ name: { value: name } }) => {
        const fragment = fragments.get(name);
        if (!fragment || usedFragments.has(name)) return;
        usedFragments.set(name, fragment);
        collectUse(fragment.selectionSet);
      },
    });
  };
  collectUse(selectionSet);
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    usedVariables.has(variable.name.value),
  );
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, variableDefinitions, selectionSet }, ...usedFragments.values()],
  };
}
