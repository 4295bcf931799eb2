import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { ExecutionResult } from 'graphql';

const FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

/** One HTTP request that reached the subgraph. */
export interface ScriptedCall {
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** What a subgraph in good order would answer. */
  readonly answer: ExecutionResult;
  readonly response: ServerResponse;
}

/** Answers a call, or does not. */
export type Script = (call: ScriptedCall) => void;

export interface ScriptedSubgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
  /** Every call so far. */
  readonly calls: readonly ScriptedCall[];
  /** What is done with the calls to come. */
  follow(script: Script): void;
  /** Resolves with the next call to come. */
  nextCall(): Promise<ScriptedCall>;
  /** Stops listening, so that connections are refused, until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  close(): Promise<void>;
}

export const answerWell: Script = ({ response, answer }) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
};

/** A subgraph that does with each call what its script says, on a real socket. */
export async function startScriptedSubgraph(
  name: string,
  ownSdl: string,
  resolvers: object,
): Promise<ScriptedSubgraph> {
  const sdl = FEDERATION + ownSdl;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const calls: ScriptedCall[] = [];
  const waiting: ((call: ScriptedCall) => void)[] = [];
  let script = answerWell;
  let port = 0;

  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
      const answer = await graphql({ schema, source: query, variableValues: variables });
      const call = { query, headers: request.headers, answer, response };
      calls.push(call);
      for (const resolve of waiting.splice(0)) resolve(call);
      script(call);
    });
  });
  const listen = async (): Promise<void> => {
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  };
  const refuse = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen();

  return {
    name,
    sdl,
    url: `http://127.0.0.1:${port}/graphql`,
    calls,
    follow: (next) => void (script = next),
    nextCall: () => new Promise((resolve) => waiting.push(resolve)),
    refuse,
    listen,
    close: () => (server.listening ? refuse() : Promise.resolve()),
  };
}
