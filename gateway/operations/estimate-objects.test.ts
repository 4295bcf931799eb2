import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { compileObjectEstimate } from './estimate-objects.ts';

const schema = buildSchema(`
  type Query { users(first: Int, last: Int): [User!]! pages(first: Int = 50): [User!]! connection(first: Int, last: Int): Users! }
  type Users { nodes: [User!]! }
  type User { id: ID! friends(first: Int): [User!]! }
`);

function estimate(source: string, variables = {}): number {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('the document holds no operation');
  return compileObjectEstimate(schema, document, operation, 10)(variables);
}

test.each([
  ['a list without a size has ten', '{ users { id } }', {}, 10],
  ['lists inside one another multiply', '{ users(first: 3) { friends(first: 4) { id } } }', {}, 3 * (1 + 4)],
  ['a connection’s size is that of its list', '{ connection(first: 7) { nodes { id } } }', {}, 1 + 7],
  ['a variable counts as it comes', 'query ($n: Int) { users(first: $n) { id } }', { n: 70 }, 70],
  ['a variable’s default counts', 'query ($n: Int = 60) { users(first: $n) { id } }', {}, 60],
  ['an argument’s default counts', '{ pages { id } }', {}, 50],
  ['it counts for a variable that is not there', 'query ($n: Int) { pages(first: $n) { id } }', {}, 50],
  ['null leaves it to the other argument', '{ users(first: null, last: 80) { id } }', {}, 80],
  ['so does a variable of null', 'query ($n: Int) { users(first: $n, last: 80) { id } }', { n: null }, 80],
  ['of two the larger counts', '{ users(first: 1, last: 80) { id } }', {}, 80],
  ['and on a connection', 'query ($n: Int) { connection(first: $n, last: 80) { nodes { id } } }', { n: null }, 81],
])('%s', (_what, source, variables, objects) => {
  expect(estimate(source, variables)).toBe(objects);
});
