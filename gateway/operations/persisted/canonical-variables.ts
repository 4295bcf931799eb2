type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, Json>).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON without white space, the same for equal values whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value as Json));
}

/**
 * The one text of an operation's variables: JSON without white space, keys in the order of their UTF-16 code units, and
 * only variables that the operation declares. Empty when none is left.
 */
export function canonicalVariables(
  variables: Readonly<Record<string, unknown>> | undefined,
  declared: ReadonlySet<string>,
): string {
  const given = Object.entries(variables ?? {}).filter(([name]) => declared.has(name));
  // An object puts keys that are whole numbers first, but no GraphQL name is one, and within values JSON.parse did the same.
  return given.length === 0 ? '' : canonicalJson(Object.fromEntries(given));
}
