import { readFile } from 'node:fs/promises';
import Fastify from 'fastify';

// The least that a server on Fastify can do: the same bytes for every request. Both settings come from the benchmark.
const { ANSWER = '', PORT } = process.env;
const answer = await readFile(ANSWER, 'utf8');
const app = Fastify();
app.get('/p/:client/:id', (_request, reply) => reply.type('application/json; charset=utf-8').send(answer));
app.post('/graphql', () => ({ data: { __typename: 'Query' } }));
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
