/** How many times per second can one plan be executed, the subgraphs' answers being at hand: this engine and Apollo's executor. */
import { composeServices } from '@apollo/composition';
import { executeQueryPlan } from '@apollo/gateway/dist/executeQueryPlan.js';
import { buildOperationContext } from '@apollo/gateway/dist/operationContext.js';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute as executeGraphQL, parse } from 'graphql';
import { createApolloPlanner } from '../gateway/execution/apollo-planner.ts';
import { execute } from '../gateway/execution/execute.ts';
import { createExecutionSchema } from '../gateway/execution/execution-schema.ts';
import { createNativePlanner } from '../gateway/execution/native-planner.ts';
import { createPlanCache } from '../gateway/execution/plan-cache.ts';
import type { Planner } from '../gateway/execution/planner.ts';
import type { SubgraphAnswer } from '../gateway/execution/subgraph-fetch.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@external", "@requires"])\n';
const services: Record<string, string> = {
  users: `type Query { me: User users: [User] } type User @key(fields: "id") { id: ID! name: String username: String @shareable }`,
  products: `type Query { topProducts(first: Int = 5): [Product] } type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
  inventory: `type Product @key(fields: "upc") { upc: String! weight: Int @external price: Int @external inStock: Boolean shippingEstimate: Int @requires(fields: "price weight") }`,
  reviews: `type Review @key(fields: "id") { id: ID! body: String author: User product: Product }
    type User @key(fields: "id") { id: ID! username: String @shareable reviews: [Review] } type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
};
const heavy = `fragment User on User { id username name } fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }
  query Heavy {
    users { ...User reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } } }
    topProducts { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } }
  }`;
const small = 'query Small { topProducts { upc name price } }';

const users = Array.from({ length: 6 }, (_, index) => ({
  id: String(index + 1),
  name: `User ${index + 1}`,
  username: `user_${index + 1}`,
}));
const products = Array.from({ length: 9 }, (_, index) => ({
  upc: String(index + 1),
  name: `Product ${index + 1}`,
  price: 100 * (index + 1),
  weight: 50 * index,
}));
const reviews = Array.from({ length: 17 }, (_, index) => ({
  id: String(index + 1),
  body: 'Could be better, but it does what it says and came on time.',
  author: users[(index * 5) % 4],
  product: products[(index * 7) % 5],
}));
const reviewsBy = (field: 'author' | 'product', key: string, value: unknown) =>
  reviews.filter((review) => (review[field] as Record<string, unknown> | undefined)?.[key] === value);
const resolvers: Record<string, Record<string, unknown>> = {
  users: {
    Query: { users: () => users },
    User: { __resolveReference: ({ id }: { id: string }) => users.find((user) => user.id === id) },
  },
  products: {
    Query: { topProducts: () => products.slice(0, 5) },
    Product: { __resolveReference: ({ upc }: { upc: string }) => products.find((product) => product.upc === upc) },
  },
  inventory: {
    Product: {
      __resolveReference: (reference: unknown) => reference,
      inStock: ({ upc }: { upc: string }) => upc !== '3',
      shippingEstimate: ({ weight = 0 }: { weight?: number }) => weight * 2,
    },
  },
  reviews: {
    User: {
      __resolveReference: (user: object) => user,
      reviews: ({ id }: { id: string }) => reviewsBy('author', 'id', id),
    },
    Product: {
      __resolveReference: (product: object) => product,
      reviews: ({ upc }: { upc: string }) => reviewsBy('product', 'upc', upc),
    },
  },
};

const schemas = new Map(
  Object.entries(services).map(([name, sdl]) => [
    name,
    buildSubgraphSchema([{ typeDefs: parse(LINK + sdl), resolvers: resolvers[name] as never }]),
  ]),
);
const { supergraphSdl } = composeServices(
  Object.entries(services).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(LINK + sdl) })),
);
if (!supergraphSdl) throw new Error('The subgraphs do not compose.');

const stored = new Map<string, string>();
let fetches = 0;
async function replay(service: string, query: string, variables: Record<string, unknown>): Promise<SubgraphAnswer> {
  fetches += 1;
  const key = `${service} ${query} ${JSON.stringify(variables)}`;
  let text = stored.get(key);
  if (text === undefined) {
    const schema = schemas.get(service);
    if (!schema) throw new Error(`There is no subgraph ${service}.`);
    text = JSON.stringify(await executeGraphQL({ schema, document: parse(query), variableValues: variables }));
    stored.set(key, text);
  }
  return JSON.parse(text) as SubgraphAnswer;
}

function engine(query: string, createPlanner: (sdl: string) => Planner): () => Promise<string> {
  const schema = createExecutionSchema(supergraphSdl as string);
  const plans = createPlanCache(8 * 1_048_576);
  const compiled = plans.compiledFor(schema, createPlanner(supergraphSdl as string), parse(query));
  const { signal } = new AbortController();
  return async () => {
    const { body } = await execute(compiled, {
      signal,
      fetch: ({ serviceName, query: text, variables }) => replay(serviceName, text, variables),
    });
    return body;
  };
}

function stock(query: string): () => Promise<string> {
  const supergraph = Supergraph.build(supergraphSdl as string);
  const document = parse(query);
  const plan = new QueryPlanner(supergraph).buildQueryPlan(operationFromDocument(supergraph.apiSchema(), document));
  const api = supergraph.apiSchema();
  const schema = api.toGraphQLJSSchema();
  const operationContext = buildOperationContext({ schema, operationDocument: document });
  const dataSource = (name: string) => ({
    process: ({ request }: { request: { query: string; variables: Record<string, unknown> } }) =>
      replay(name, request.query, request.variables),
  });
  const serviceMap = Object.fromEntries(Object.keys(services).map((name) => [name, dataSource(name)]));
  const requestContext = { request: { variables: {} }, context: {}, metrics: {} };
  return async () =>
    JSON.stringify(
      await executeQueryPlan(plan, serviceMap as never, requestContext as never, operationContext, schema, api),
    );
}

async function measure(name: string, run: () => Promise<string>, seconds: number): Promise<string> {
  const text = await run();
  for (let warm = 0; warm < 200; warm++) await run();
  fetches = 0;
  let count = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    await run();
    count += 1;
  }
  const used = process.cpuUsage(cpu);
  const perSecond = count / ((used.user + used.system) / 1e6);
  console.log(
    `${name.padEnd(28)} ${perSecond.toFixed(0).padStart(8)}/s ${(fetches / count).toFixed(0).padStart(4)} fetches ${text.length} bytes`,
  );
  return text;
}

const seconds = Number(process.argv[2] ?? 2);
const native = (sdl: string) => createNativePlanner(sdl, { labels: new Set(), percentage: 100 });
for (const [name, query] of Object.entries({ heavy, small })) {
  const expected = await measure(`${name}, Apollo's executor`, stock(query), seconds);
  for (const [planner, create] of Object.entries({
    'Apollo planner': (sdl: string) => createApolloPlanner(sdl, { labels: new Set(), percentage: 100 }),
    'native planner': native,
  })) {
    const actual = await measure(`${name}, engine, ${planner}`, engine(query, create), seconds);
    if (actual !== expected) throw new Error(`The answers differ:\n${expected.slice(0, 400)}\n${actual.slice(0, 400)}`);
  }
}
