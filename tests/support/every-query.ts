import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { GraphQLField, GraphQLOutputType, IntrospectionQuery } from 'graphql';
import type { Account } from './account.ts';

/** A query of one root field, with every field that lies within three levels and needs no argument. */
export interface RootQuery {
  readonly field: string;
  readonly text: string;
  /** Names of its variables. */
  readonly variables: readonly string[];
}

const LEVELS = 3;

function selectionOf(type: GraphQLOutputType, levels: number): string | undefined {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (levels === 0 || (!isObjectType(named) && !isInterfaceType(named))) return undefined;
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const inner = selectionOf(field.type, levels - 1);
    return inner === undefined ? [] : [`${field.name}${inner}`];
  });
  return fields.length > 0 ? ` { __typename ${fields.join(' ')} }` : undefined;
}

function queryOf({ name, args, type }: GraphQLField<unknown, unknown>): RootQuery {
  const given = args.filter((argument) => isRequiredArgument(argument));
  const declared = given.map((argument) => `$${argument.name}: ${argument.type.toString()}`).join(', ');
  const passed = given.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const [variables, argumentsText] = given.length > 0 ? [`(${declared})`, `(${passed})`] : ['', ''];
  const text = `query Every_${name}${variables} { ${name}${argumentsText}${selectionOf(type, LEVELS) ?? ''} }`;
  return { field: name, text, variables: given.map((argument) => argument.name) };
}

/** A query for every root field that the gateway's schema has now. */
export async function everyQuery(account: Account): Promise<RootQuery[]> {
  const { data } = await account.ask(getIntrospectionQuery());
  const schema = buildClientSchema(data as unknown as IntrospectionQuery);
  return Object.values(schema.getQueryType()?.getFields() ?? {}).map(queryOf);
}
