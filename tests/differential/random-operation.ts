import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import type { DocumentNode, GraphQLCompositeType, GraphQLField, GraphQLInputType, GraphQLSchema } from 'graphql';
import type { Random } from './random.ts';

export interface RandomOperation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
}

interface Draft {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly variables: Map<string, { type: string; value: unknown }>;
  readonly fragments: string[];
  budget: number;
}

/** A valid operation of any shape; tries until validation agrees. */
export function randomOperation(schema: GraphQLSchema, random: Random): RandomOperation {
  for (;;) {
    const draft: Draft = { schema, random, variables: new Map(), fragments: [], budget: 30 };
    const isMutation =
      schema.getMutationType() !== undefined && schema.getMutationType() !== null && random.chance(0.15);
    const root = isMutation ? schema.getMutationType() : schema.getQueryType();
    if (!root) throw new Error('The schema has no query type.');
    const selection = selectionOf(draft, root, 0);
    const definitions = [...draft.variables].map(([name, { type }]) => `$${name}: ${type}`).join(', ');
    const operation = `${isMutation ? 'mutation' : 'query'} Main${definitions && `(${definitions})`} ${selection}`;
    const other = random.chance(0.1) ? ['query Other { __typename }'] : [];
    const text = [...other, operation, ...draft.fragments].join('\n');
    const document = parse(text);
    if (validate(schema, document).length > 0) continue;
    const variables = Object.fromEntries([...draft.variables].map(([name, { value }]) => [name, value]));
    return { text, document, operationName: 'Main', variables };
  }
}

function selectionOf(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = draft;
  const parts: string[] = [];
  const count = 1 + random.below(4);
  for (let index = 0; index < count; index++) {
    const dice = random.below(10);
    if (dice === 0) parts.push(`${random.chance(0.3) ? 'kind: ' : ''}__typename${directive(draft)}`);
    else if (dice <= 2 && depth < 8) parts.push(fragmentOf(draft, type, depth));
    else if (isAbstractType(type) && dice <= 6 && depth < 8)
      parts.push(typedFragment(draft, random.pick(schema.getPossibleTypes(type)), depth));
    else if ('getFields' in type) parts.push(fieldOf(draft, random.pick(Object.values(type.getFields())), depth));
  }
  return `{ ${parts.filter(Boolean).join(' ') || '__typename'} }`;
}

function typedFragment(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  return `... on ${type.name}${directive(draft)} ${selectionOf(draft, type, depth + 1)}`;
}

function fragmentOf(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = draft;
  const related = [
    type,
    ...(isAbstractType(type) ? schema.getPossibleTypes(type) : type.getInterfaces()),
    ...abstractParents(schema, type),
  ];
  const condition = random.pick(related);
  const selection = selectionOf(draft, condition, depth + 1);
  if (random.chance(0.3)) {
    const name = `F${draft.fragments.length}`;
    draft.fragments.push(`fragment ${name} on ${condition.name} ${selection}`);
    const spread = `...${name}${directive(draft)}`;
    return random.chance(0.2) ? `${spread} ...${name}` : spread;
  }
  return condition === type && random.chance(0.5)
    ? `...${directive(draft)} ${selection}`
    : `... on ${condition.name}${directive(draft)} ${selection}`;
}

function abstractParents(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLCompositeType[] {
  return Object.values(schema.getTypeMap())
    .filter((other) => isAbstractType(other))
    .filter(
      (other) =>
        (isObjectType(type) && schema.isSubType(other, type)) ||
        (isInterfaceType(type) && schema.isSubType(other, type)),
    );
}

function fieldOf(draft: Draft, field: GraphQLField<unknown, unknown>, depth: number): string {
  const { random } = draft;
  const named = getNamedType(field.type);
  const isComposite = isCompositeType(named);
  if (isComposite && (depth > 7 || draft.budget <= 0)) return '__typename';
  draft.budget -= 1;
  const alias = random.chance(0.25)
    ? `${random.pick(['a', 'b', 'id', 'name', 'price', 'constructor', '_0_id', `x${random.below(50)}`])}: `
    : '';
  const args = field.args
    .filter((argument) => (isNonNullType(argument.type) && argument.defaultValue === undefined) || random.chance(0.6))
    .map((argument) => `${argument.name}: ${valueText(draft, argument.type)}`)
    .join(', ');
  const text = `${alias}${field.name}${args && `(${args})`}${directive(draft)}`;
  return isComposite ? `${text} ${selectionOf(draft, named, depth + 1)}` : text;
}

function directive(draft: Draft): string {
  const { random } = draft;
  if (!random.chance(0.12)) return '';
  const name = random.pick(['skip', 'include']);
  const value = random.chance(0.3)
    ? String(random.chance(0.5))
    : variable(draft, `cond${random.below(3)}`, 'Boolean!', random.chance(0.5));
  return ` @${name}(if: ${value})`;
}

function variable(draft: Draft, name: string, type: string, value: unknown): string {
  if (!draft.variables.has(name)) draft.variables.set(name, { type, value });
  return `$${name}`;
}

function valueText(draft: Draft, type: GraphQLInputType): string {
  const value = inputValue(draft.random, type);
  if (draft.random.chance(0.4)) return variable(draft, `v${draft.variables.size}`, String(type), value);
  return literal(value, type);
}

function inputValue(random: Random, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return inputValue(random, type.ofType);
  if (isListType(type)) return Array.from({ length: random.below(3) }, () => inputValue(random, type.ofType));
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type) || random.chance(0.5))
        .map((field) => [field.name, inputValue(random, field.type)]),
    );
  if (type.name === 'Int') return random.below(100);
  if (type.name === 'Float') return random.below(100) / 4;
  if (type.name === 'Boolean') return random.chance(0.5);
  return random.pick(['USD', 'EUR', 'with "quotes"', 'é\n']);
}

function literal(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(value, type.ofType);
  if (isListType(type)) return `[${(value as unknown[]).map((item) => literal(item, type.ofType)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const parts = Object.entries(value as object).map(
      ([name, item]) => `${name}: ${literal(item, fields[name]?.type as GraphQLInputType)}`,
    );
    return `{ ${parts.join(', ')} }`;
  }
  return JSON.stringify(value);
}
