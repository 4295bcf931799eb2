import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { TestSubgraph } from './gateway.ts';

export interface ForeignSubgraph extends TestSubgraph {
  /** GraphQL requests that have arrived. */
  requestCount(): number;
}

export interface ForeignSubgraphOptions {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: object;
  /** Path of its GraphQL endpoint. */
  readonly path?: string;
  /** What it answers on every other path; 404 with HTML unless told otherwise. */
  readonly elsewhere?: (response: ServerResponse) => void;
}

interface GraphQLRequestBody {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@interfaceObject",
  "@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext"])
`;

/** A federated server on node:http and graphql-js that knows nothing of this platform. */
export async function startForeignSubgraph(options: ForeignSubgraphOptions): Promise<ForeignSubgraph> {
  const { name, resolvers, path = '/graphql' } = options;
  const sdl = FEDERATION + options.sdl;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const elsewhere =
    options.elsewhere ?? ((response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404</h1>'));
  let requests = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url !== path) return elsewhere(response);
    requests++;
    const { query, variables, operationName } = (await json(request)) as GraphQLRequestBody;
    const result = await graphql({ schema, source: query, variableValues: variables, operationName });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    name,
    sdl,
    url: `http://127.0.0.1:${port}${path}`,
    requestCount: () => requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
