/** Operations on `type Query { thing: Thing! } type Thing { name: String! self: Thing! many(first: Int): [Thing!]! }`. */
const repeat = (times: number, text: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => text(index)).join(' ');
const nested = (levels: number, field: string): string =>
  `{ ${`${field} { `.repeat(levels)}name ${'} '.repeat(levels)}}`;

export interface Flood {
  readonly name: string;
  readonly query: string;
  readonly variables?: object;
  /** Code of the refusal. */
  readonly code: 'QUERY_TOO_COMPLEX' | 'GRAPHQL_VALIDATION_FAILED' | 'GRAPHQL_PARSE_FAILED';
  /** What the message says. */
  readonly message: RegExp;
}

/** Operations that are made to be cheap to send and dear to answer. */
export const FLOODS: readonly Flood[] = [
  {
    name: '10,000 aliases',
    query: `{ ${repeat(10_000, (i) => `a${i}:thing{name}`)} }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /more than 5000 tokens, and 5000 are allowed/,
  },
  {
    name: '300 aliases',
    query: `{ thing { ${repeat(300, (i) => `a${i}: name`)} } }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /300 aliases, and 100 are allowed/,
  },
  {
    name: '60 root fields',
    query: `{ ${repeat(60, (i) => `a${i}: thing { name }`)} }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /60 root fields, and 50 are allowed/,
  },
  {
    name: 'depth 2,000',
    query: nested(2_000, 'self').replace('{', '{ thing {') + '}',
    code: 'QUERY_TOO_COMPLEX',
    message: /more than 100 levels of brackets or fragments, and 100 are allowed/,
  },
  {
    name: 'depth 21',
    query: `{ thing ${nested(19, 'self')} }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /21 levels of fields, and 20 are allowed/,
  },
  {
    name: 'depth through fragments',
    query: `{ thing { ...F0 } } ${repeat(30, (i) => `fragment F${i} on Thing { self { ${i < 29 ? `...F${i + 1}` : 'name'} } }`)}`,
    code: 'QUERY_TOO_COMPLEX',
    message: /32 levels of fields, and 20 are allowed/,
  },
  {
    name: 'a chain of 500 fragments',
    query: `{ thing { ...F0 } } ${repeat(500, (i) => `fragment F${i} on Thing { ${i < 499 ? `...F${i + 1}` : 'name'} }`)}`,
    code: 'QUERY_TOO_COMPLEX',
    message: /500 levels of brackets or fragments, and 100 are allowed/,
  },
  {
    name: 'fragments that double 60 times',
    query: `{ thing { ...F0 } } ${repeat(60, (i) => `fragment F${i} on Thing { ${i < 59 ? `...F${i + 1} ...F${i + 1}` : 'name'} }`)}`,
    code: 'QUERY_TOO_COMPLEX',
    message: /more than 2000 selections with its fragments spread out, and 2000 are allowed/,
  },
  {
    name: 'doubling fragments that nothing uses',
    query: `{ thing { name } } ${repeat(60, (i) => `fragment F${i} on Thing { ${i < 59 ? `...F${i + 1} ...F${i + 1}` : 'name'} }`)}`,
    code: 'QUERY_TOO_COMPLEX',
    message: /more than 2000 selections/,
  },
  {
    name: 'circular fragments',
    query: `{ thing { ...F0 } } ${repeat(300, (i) => `fragment F${i} on Thing { ...F${(i + 1) % 300} }`)}`,
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /Cannot spread fragment "F0" within itself/,
  },
  {
    name: 'fragments that all spread one another',
    query: `{ thing { ...F0 } } ${repeat(40, (i) => `fragment F${i} on Thing { ${repeat(40, (j) => `...F${j}`)} }`)}`,
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /Cannot spread fragment "F0" within itself/,
  },
  {
    name: 'one field 900 times',
    query: `{ thing { ${'self { name } '.repeat(900)} } }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /900 selections of one field at one place, and 50 are allowed/,
  },
  {
    name: 'one field 40 times in one field 10 times, with arguments that conflict',
    query: `{ thing { ${repeat(10, () => `self { ${repeat(40, (i) => `many(first: ${i % 9}) { name }`)} }`)} } }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /400 selections of one field/,
  },
  {
    name: 'one field in one field 48 times, with arguments that conflict',
    query: `{ thing { ${repeat(48, (i) => `self { many(first: ${i % 9}) { name } }`)} } }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /conflict/,
  },
  {
    name: '200 directives',
    query: `{ thing { name ${'@include(if: true) '.repeat(200)} } }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /200 directives, and 100 are allowed/,
  },
  {
    name: 'a token of 250,000 characters',
    query: `{ ${'x'.repeat(250_000)} }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /Cannot query field/,
  },
  {
    name: 'a token of 1,000,000 characters',
    query: `{ ${'x'.repeat(1_000_000)} }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /1000004 characters, and 262144 are allowed/,
  },
  {
    name: '500,000 tokens in 1 MB',
    query: `{ ${'x '.repeat(500_000)} }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /1000004 characters, and 262144 are allowed/,
  },
  {
    name: '120,000 tokens',
    query: `{ ${'x '.repeat(120_000)} }`,
    code: 'QUERY_TOO_COMPLEX',
    message: /more than 5000 tokens/,
  },
  {
    name: 'an argument nested 100,000 levels deep',
    query: `{ thing { many(first: ${'['.repeat(100_000)}`,
    code: 'QUERY_TOO_COMPLEX',
    message: /more than 100 levels of brackets/,
  },
  {
    name: 'lists of 100 in lists of 100 in lists of 100',
    query: '{ thing { many(first: 100) { many(first: 100) { many(first: 100) { name } } } } }',
    code: 'QUERY_TOO_COMPLEX',
    message: /1010101 objects in its answer by estimate, and 500000 are allowed: ask for smaller pages/,
  },
  {
    name: 'lists as long as a variable says',
    query: 'query ($n: Int = 10) { thing { many(first: $n) { many(first: $n) { name } } } }',
    variables: { n: 1_000 },
    code: 'QUERY_TOO_COMPLEX',
    message: /1001001 objects/,
  },
];
