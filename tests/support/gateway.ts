import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createGateway } from '../../gateway/app.ts';
import type { ScopeOf } from '../../gateway/auth/identity-scope.ts';
import { gatewayConfig } from '../../gateway/config.ts';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { loadConfig } from '../../lib/config.ts';
import type { RequestScope } from '../../lib/request-scope.ts';
import { createSubgraphServer } from '../../lib/subgraph-server.ts';
import { SIGNING_SECRET } from './signed-client.ts';

const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n';

export interface TestSubgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
  close(): Promise<void>;
}

/** A subgraph of the test's own, on the kit that ours use, on a real socket. */
export async function startTestSubgraph(
  name: string,
  sdl: string,
  resolvers: object,
  mode: 'test' | 'production' = 'test',
): Promise<TestSubgraph> {
  const [port = 0] = await findFreePorts(1);
  const server = await createSubgraphServer<RequestScope>({
    name,
    sdl: FEDERATION + sdl,
    resolvers,
    createContext: (scope) => scope,
    config: { NODE_ENV: mode, HOST: '127.0.0.1', PORT: port, SIGNING_SECRETS: [SIGNING_SECRET] },
    logger: pino({ level: 'silent' }),
    checkReady: async () => undefined,
  });
  return { name, sdl: FEDERATION + sdl, url: `${await server.listen()}/graphql`, close: () => server.close() };
}

export function compose(subgraphs: readonly Pick<TestSubgraph, 'name' | 'url' | 'sdl'>[]): string {
  const result = composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })));
  if (result.errors) throw new AggregateError(result.errors, 'the test supergraph does not compose');
  return result.supergraphSdl;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  };
}

export interface TestGateway {
  readonly url: string;
  /** What the gateway has logged, as one text. */
  logs(): string;
  /** What `GET /metrics` shows of the gateway. */
  metrics(): Promise<string>;
  ask(query: string, options?: { headers?: Record<string, string>; variables?: object }): Promise<Answer>;
  /** Sends a body as it is. */
  post(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Answer>;
  /** Replaces the supergraph file that the gateway watches. */
  writeSupergraph(sdl: string): Promise<void>;
  close(): Promise<void>;
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

/** The real gateway in this process, on a real socket, serving the given supergraph. */
export async function startTestGateway(
  sdl: string,
  env: Record<string, string> = {},
  scopeOf?: ScopeOf,
): Promise<TestGateway> {
  const directory = await mkdtemp(path.join(tmpdir(), 'gateway-'));
  const file = path.join(directory, 'supergraph.graphql');
  await writeFile(file, sdl);
  const [port = 0] = await findFreePorts(1);
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const config = loadConfig('gateway', gatewayConfig, {
    NODE_ENV: 'test',
    PORT: String(port),
    SUPERGRAPH: file,
    SIGNING_SECRETS: SIGNING_SECRET,
    ...env,
  });
  const metrics = new Registry();
  const gateway = await createGateway(config, logger, metrics, scopeOf);
  const url = await gateway.listen();
  const post: TestGateway['post'] = async (body, headers = {}) =>
    answerOf(
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal: AbortSignal.timeout(15_000),
      }),
    );
  return {
    url,
    logs: () => lines.join(''),
    metrics: () => metrics.metrics(),
    post,
    ask: (query, { headers, variables } = {}) => post(JSON.stringify({ query, variables }), headers),
    async writeSupergraph(next) {
      await writeFile(`${file}.tmp`, next);
      await rename(`${file}.tmp`, file);
    },
    async close() {
      await gateway.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export interface TokenIssuer {
  readonly jwksUrl: string;
  /** A token as the user subgraph makes them, with claims replaced by those given. */
  issue(claims?: Record<string, unknown>, options?: { expiresAt?: Date }): Promise<string>;
  close(): Promise<void>;
}

const TOKEN_SUBJECT = '0198c0de-0000-7000-8000-000000000001';

/** Signs tokens and publishes the key, as the user subgraph does. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    jwksUrl: `http://127.0.0.1:${port}/`,
    issue: (claims = {}, { expiresAt = new Date(Date.now() + 60_000) } = {}) =>
      new SignJWT({ sub: TOKEN_SUBJECT, kind: 'user', roles: [], scopes: [], aud: 'gateway', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'test' })
        .setIssuer('valuation-graph')
        .setIssuedAt(Math.floor(expiresAt.getTime() / 1_000) - 900)
        .setExpirationTime(expiresAt)
        .sign(privateKey),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
