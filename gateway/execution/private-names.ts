import { isInterfaceType, isObjectType, print } from 'graphql';
import type { FieldNode, GraphQLSchema } from 'graphql';

/** The names under which values travel inside the gateway. */
export interface PrivateNames {
  /** The field's own name, or one that no other use of a field has when it is aliased or takes arguments. */
  give(field: FieldNode): string;
  /** The client's name for a private one; undefined for any other. */
  responseNameOf(name: string): string | undefined;
}

export function createPrivateNames(schema: GraphQLSchema): PrivateNames {
  const takesArguments = namesOfFieldsWithArguments(schema);
  const names = new Map<string, string>();
  const responseNames = new Map<string, string>();
  return {
    give(field) {
      const fieldName = field.name.value;
      const responseName = field.alias?.value ?? fieldName;
      if (fieldName === '__typename' || (responseName === fieldName && !takesArguments.has(fieldName)))
        return fieldName;
      const use = `${responseName}:${fieldName}(${(field.arguments ?? []).map(print).sort().join(',')})`;
      const known = names.get(use);
      if (known !== undefined) return known;
      const name = `_${names.size}_${fieldName}`;
      names.set(use, name);
      responseNames.set(name, responseName);
      return name;
    },
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
