import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute as executeGraphQL, parse } from 'graphql';
import { createApolloPlanner } from './apollo-planner.ts';
import { compileOperation } from './compile-operation.ts';
import type { DataObject } from './data.ts';
import { createExecutionSchema } from './execution-schema.ts';
import { execute } from './execute.ts';
import { createNativePlanner } from './native-planner.ts';
import { createCheckedPlanner } from './planner.ts';
import type { SubgraphFetch, SubgraphRequest } from './subgraph-fetch.ts';

export interface TestSubgraph {
  readonly sdl: string;
  readonly resolvers?: object;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@interfaceObject"])`;

/** Real subgraphs in this process behind the engine, for tests that say what an operation is answered. */
export function createTestGateway(subgraphs: Readonly<Record<string, TestSubgraph>>) {
  const services = Object.entries(subgraphs).map(([name, { sdl, resolvers = {} }]) => {
    const typeDefs = parse(`${LINK}\n${sdl}`);
    const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
    return { name, url: `http://${name}`, typeDefs, schema };
  });
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map((error) => error.message).join('\n'));
  const schema = createExecutionSchema(supergraphSdl);
  const overrides = { labels: new Set<string>(), percentage: 100 };
  const planner = createCheckedPlanner(schema, [
    (sdl) => createNativePlanner(sdl, overrides),
    (sdl) => createApolloPlanner(sdl, overrides),
  ]);
  const requests: SubgraphRequest[] = [];

  const fetch: SubgraphFetch = async (request) => {
    requests.push(request);
    const service = services.find(({ name }) => name === request.serviceName);
    if (!service) throw new Error(`There is no subgraph ${request.serviceName}.`);
    const answer = await executeGraphQL({
      schema: service.schema,
      document: parse(request.query),
      variableValues: request.variables,
      contextValue: {},
    });
    return JSON.parse(JSON.stringify(answer)) as Awaited<ReturnType<SubgraphFetch>>;
  };

  return {
    schema,
    planner,
    fetch,
    /** What the subgraphs were asked, in order. */
    requests,
    async ask(query: string, variables: DataObject = {}, using: SubgraphFetch = fetch) {
      const compiled = compileOperation(schema, planner, parse(query));
      const { body } = await execute(compiled, { variables, fetch: using, signal: new AbortController().signal });
      return JSON.parse(body) as {
        data?: DataObject | null;
        errors?: { message: string; path?: (string | number)[]; extensions: DataObject }[];
        extensions?: { valueCompletion: { message: string; path: (string | number)[] }[] };
      };
    },
  };
}
