import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString, isEnumType } from 'graphql';
import type { GraphQLLeafType } from 'graphql';
import { jsonString } from './json-text.ts';

/** Writes a leaf value as JSON text, or gives undefined when it is no value of the type. */
export type WriteLeaf = (value: unknown, mayNeedEscape: boolean) => string | undefined;

const stringText = (value: string, mayNeedEscape: boolean): string =>
  mayNeedEscape ? jsonString(value) : `"${value}"`;

const builtIn = new Map<GraphQLLeafType['name'], WriteLeaf>([
  [
    GraphQLString.name,
    (value, mayNeedEscape) => (typeof value === 'string' ? stringText(value, mayNeedEscape) : undefined),
  ],
  // `| 0` keeps the 32 bits that an Int has.
  [GraphQLInt.name, (value) => (typeof value === 'number' && (value | 0) === value ? String(value) : undefined)],
  [GraphQLFloat.name, (value) => (Number.isFinite(value) ? String(value) : undefined)],
  [GraphQLBoolean.name, (value) => (typeof value === 'boolean' ? String(value) : undefined)],
  [
    GraphQLID.name,
    (value, mayNeedEscape) => {
      if (typeof value === 'string') return stringText(value, mayNeedEscape);
      return Number.isInteger(value) ? `"${String(value)}"` : undefined;
    },
  ],
]);

/** A custom scalar may be any JSON; an enum only a value that clients may see. */
export function leafWriter(type: GraphQLLeafType): WriteLeaf {
  if (isEnumType(type)) {
    const texts = new Map(type.getValues().map(({ name }) => [name as unknown, `"${name}"`]));
    return (value) => texts.get(value);
  }
  return builtIn.get(type.name) ?? ((value) => JSON.stringify(value));
}
