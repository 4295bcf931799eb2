import { readFile } from 'node:fs/promises';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

// Apollo's own set-up, as its documentation starts a gateway; both settings come from the benchmark.
const { SUPERGRAPH = '', PORT } = process.env;
const gateway = new ApolloGateway({ supergraphSdl: await readFile(SUPERGRAPH, 'utf8') });
await startStandaloneServer(new ApolloServer({ gateway }), { listen: { host: '127.0.0.1', port: Number(PORT) } });
