import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { parse } from 'graphql';

/** One subgraph of the benchmark: what it is composed from and what computes its answers. */
export interface BenchmarkSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
}

interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
}
interface Product {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
}
interface Review {
  readonly id: string;
  readonly body: string;
  readonly authorId: string;
  readonly upc: string;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3",
  import: ["@key", "@external", "@requires", "@provides", "@shareable"])`;

const users: readonly User[] = [
  { id: '1', username: 'ada', name: 'Ada Lovelace' },
  { id: '2', username: 'alan', name: 'Alan Turing' },
  { id: '3', username: 'grace', name: 'Grace Hopper' },
  { id: '4', username: 'edsger', name: 'Edsger Dijkstra' },
  { id: '5', username: 'barbara', name: 'Barbara Liskov' },
  { id: '6', username: 'donald', name: 'Donald Knuth' },
];

const products: readonly Product[] = [
  { upc: '1', name: 'Table', price: 899, weight: 100 },
  { upc: '2', name: 'Couch', price: 1_299, weight: 1_000 },
  { upc: '3', name: 'Glass', price: 15, weight: 20 },
  { upc: '4', name: 'Chair', price: 499, weight: 100 },
  { upc: '5', name: 'TV', price: 1_299, weight: 1_000 },
  { upc: '6', name: 'Lamp', price: 6_999, weight: 300 },
  { upc: '7', name: 'Grill', price: 3_999, weight: 2_000 },
  { upc: '8', name: 'Fridge', price: 100_000, weight: 6_000 },
  { upc: '9', name: 'Sofa', price: 9_999, weight: 800 },
];

const PARAGRAPH =
  'It arrived on time and in one piece, the colours are those of the picture, and after a year of daily use it looks ' +
  'as it did on the first day. The instructions could be clearer, and one screw was missing, but the shop was quick to send ' +
  'another, free of charge.';

/** [author, product, opening words]: few authors and products share most reviews, so the answer repeats entities. */
const reviews: readonly Review[] = (
  [
    ['1', '1', 'Love it!'],
    ['1', '2', 'Too expensive.'],
    ['2', '3', 'Could be better.'],
    ['2', '1', 'Prefer something else.'],
    ['2', '4', 'Good value.'],
    ['1', '1', 'Bought it again.'],
    ['3', '2', 'As described.'],
    ['4', '5', 'A present that was liked.'],
    ['2', '1', 'Grew on me.'],
    ['6', '2', 'Sturdy.'],
    ['1', '1', 'And a third one.'],
  ] as const
).map(([authorId, upc, opening], i) => ({ id: String(i + 1), authorId, upc, body: `${opening} ${PARAGRAPH}` }));

const userOf = (id: string): User | undefined => users.find((user) => user.id === id);
const productOf = (upc: string): Product | undefined => products.find((product) => product.upc === upc);

function subgraph(name: string, typeDefs: string, resolvers: object): BenchmarkSubgraph {
  const sdl = `${LINK}\n${typeDefs}`;
  return { name, sdl, schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]) };
}

/**
 * The four subgraphs of the public federation benchmark. `nonce`, which changes no answer, can be given at every way
 * into a subgraph, so that an operation can make each of its fetches differ from every other request's.
 */
export const benchmarkSubgraphs: readonly BenchmarkSubgraph[] = [
  subgraph(
    'accounts',
    `type Query { me(nonce: String): User  user(id: ID!): User  users(nonce: String): [User] }
     type User @key(fields: "id") { id: ID!  name(nonce: String): String  username: String @shareable }`,
    {
      Query: {
        me: () => users[0],
        user: (_: unknown, { id }: { id: string }) => userOf(id),
        users: () => users,
      },
      User: { __resolveReference: ({ id }: User) => userOf(id) },
    },
  ),
  subgraph(
    'inventory',
    `type Product @key(fields: "upc") {
       upc: String!  price: Int @external  weight: Int @external  inStock(nonce: String): Boolean
       shippingEstimate(nonce: String): Int @requires(fields: "price weight")
     }`,
    {
      Product: {
        __resolveReference: (product: Product) => product,
        inStock: ({ upc }: Product) => Number(upc) % 3 !== 0,
        shippingEstimate: ({ price, weight }: Product) => (price > 1_000 ? 0 : Math.round(weight / 2)),
      },
    },
  ),
  subgraph(
    'products',
    `type Query { topProducts(first: Int = 5, nonce: String): [Product] }
     type Product @key(fields: "upc") { upc: String!  name(nonce: String): String  price: Int  weight: Int }`,
    {
      Query: { topProducts: (_: unknown, { first }: { first: number }) => products.slice(0, first) },
      Product: { __resolveReference: ({ upc }: Product) => productOf(upc) },
    },
  ),
  subgraph(
    'reviews',
    `type Review @key(fields: "id") {
       id: ID!  body: String  product: Product  author: User @provides(fields: "username")
     }
     type User @key(fields: "id") { id: ID!  username: String @external  reviews(nonce: String): [Review] }
     type Product @key(fields: "upc") { upc: String!  reviews(nonce: String): [Review] }`,
    {
      Review: {
        __resolveReference: ({ id }: Review) => reviews.find((review) => review.id === id),
        author: ({ authorId }: Review) => userOf(authorId),
        product: ({ upc }: Review) => ({ upc }),
      },
      User: { reviews: ({ id }: User) => reviews.filter(({ authorId }) => authorId === id) },
      Product: { reviews: ({ upc }: Product) => reviews.filter((review) => review.upc === upc) },
    },
  ),
];
