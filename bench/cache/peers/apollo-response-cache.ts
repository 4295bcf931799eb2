import { readFile } from 'node:fs/promises';
import { ApolloServer } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { startStandaloneServer } from '@apollo/server/standalone';

// Installed by the benchmark beside this file, so that the types cannot be looked up before that.
const plugin: string = '@apollo/server-plugin-response-cache';
const { default: responseCache } = (await import(plugin)) as { default: () => ApolloServerPlugin };

// Apollo's own set-up with its cache in memory; both settings come from the benchmark.
const { ANSWER = '', PORT } = process.env;
const { data } = JSON.parse(await readFile(ANSWER, 'utf8')) as { data: { company: object } };
const server = new ApolloServer({
  typeDefs: `type Query { company(id: ID!): Company }  type Company { id: ID!  name: String!  description: String! }`,
  resolvers: { Query: { company: () => data.company } },
  plugins: [ApolloServerPluginCacheControl({ defaultMaxAge: 3_600 }), responseCache()],
});
await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: Number(PORT) } });
