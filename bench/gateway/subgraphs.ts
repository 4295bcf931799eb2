import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { composeServices } from '@apollo/composition';
import { execute, parse } from 'graphql';
import { benchmarkSubgraphs } from './benchmark-schema.ts';
import type { BenchmarkSubgraph } from './benchmark-schema.ts';
import { createMessageReader } from './http-messages.ts';
import type { HttpMessage } from './http-messages.ts';
import { NONCE_PATTERN } from './workloads.ts';

export interface ReplayingSubgraphs {
  /** Composed, with the URLs at which the subgraphs listen. */
  readonly supergraphSdl: string;
  /** Requests answered so far, by all of them. */
  requestCount(): number;
  /** Of those, how many were computed; the others were replayed. */
  computedCount(): number;
  close(): void;
}

interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

const NOT_FOUND = Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');

async function answer({ schema }: BenchmarkSubgraph, request: GraphQLRequest): Promise<Buffer> {
  const { query, variables, operationName } = request;
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: variables ?? null,
    operationName: operationName ?? null,
  });
  const body = JSON.stringify(result);
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}

/**
 * Starts the benchmark's subgraphs on free loopback ports. Each computes an answer once per request body, whatever its
 * nonces, and replays the bytes from then on, so that the gateway is what is measured.
 */
export async function startSubgraphs(): Promise<ReplayingSubgraphs> {
  const sockets = new Set<Socket>();
  let requests = 0;
  let computed = 0;

  function listen(subgraph: BenchmarkSubgraph): Promise<Server> {
    const answers = new Map<string, Buffer>();
    const respond = async (socket: Socket, { head, body }: HttpMessage): Promise<void> => {
      if (!head.startsWith('POST ')) {
        socket.write(NOT_FOUND);
        return;
      }
      requests += 1;
      const text = body.toString('latin1').replace(NONCE_PATTERN, '');
      let stored = answers.get(text);
      if (!stored) {
        computed += 1;
        stored = await answer(subgraph, JSON.parse(body.toString()) as GraphQLRequest);
        answers.set(text, stored);
      }
      socket.write(stored);
    };
    const server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      socket.on(
        'data',
        createMessageReader((message) => void respond(socket, message)),
      );
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
    });
  }

  const servers = await Promise.all(benchmarkSubgraphs.map(listen));
  const { supergraphSdl, errors } = composeServices(
    benchmarkSubgraphs.map(({ name, sdl }, i) => ({
      name,
      typeDefs: parse(sdl),
      url: `http://127.0.0.1:${(servers[i]?.address() as AddressInfo).port}/graphql`,
    })),
  );
  if (supergraphSdl === undefined) throw new AggregateError(errors ?? [], 'The benchmark does not compose.');

  return {
    supergraphSdl,
    requestCount: () => requests,
    computedCount: () => computed,
    close: () => {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
