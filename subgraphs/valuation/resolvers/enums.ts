import { Kind, parse } from 'graphql';

/** Written the same in the model and in the schema. */
const CURRENCY_CODES = new Set(['EUR']);

/**
 * What each enum value of the schema is inside: the schema writes names in capitals, the model in small letters.
 * Serves as resolvers, and tells the code generator the same.
 */
export function createEnumValues(sdl: string): Record<string, Record<string, string>> {
  const enums = parse(sdl).definitions.filter((definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION);
  const toModel = (name: string) => (CURRENCY_CODES.has(name) ? name : name.toLowerCase());
  return Object.fromEntries(
    enums.map(({ name, values = [] }) => [
      name.value,
      Object.fromEntries(values.map((value) => [value.name.value, toModel(value.name.value)])),
    ]),
  );
}
