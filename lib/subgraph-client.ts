import { Agent, request } from 'undici';
import { AppError, isErrorCode } from './errors.ts';
import { encodeIdentity } from './identity.ts';
import type { Identity } from './identity.ts';
import {
  CONSISTENCY_TOKEN_HEADER,
  DEADLINE_HEADER,
  IDENTITY_HEADER,
  REQUEST_ID_HEADER,
  SIGNATURE_HEADER,
} from './platform-headers.ts';
import { signRequest } from './request-signature.ts';

export interface SubgraphClientOptions {
  /** Name of the subgraph that is called, as in supergraph.yaml. */
  readonly service: string;
  readonly url: string;
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
}

export interface SubgraphCall {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** On whose behalf: the subgraph checks ownership against it. */
  readonly identity: Identity;
  readonly requestId: string;
  /** What of the database the subgraph must show. */
  readonly consistencyToken?: string | undefined;
  readonly signal?: AbortSignal;
}

export interface SubgraphClient {
  /**
   * Runs one operation and returns its `data`.
   * @throws AppError the subgraph's own first error, or UPSTREAM_TIMEOUT / UPSTREAM_UNAVAILABLE.
   */
  call<Data>(call: SubgraphCall): Promise<Data>;
  close(): Promise<void>;
}

interface GraphQLAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[];
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

/** A signed connection from one service to a subgraph, for the few calls that do not start at the gateway. */
export function createSubgraphClient({ service, url, secrets, timeoutMs }: SubgraphClientOptions): SubgraphClient {
  const agent = new Agent({ connections: 16, connectTimeout: timeoutMs });

  async function post<Data>(call: SubgraphCall): Promise<GraphQLAnswer<Data>> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const body = JSON.stringify({ query: call.query, variables: call.variables });
    const identity = encodeIdentity(call.identity);
    try {
      const response = await request(url, {
        method: 'POST',
        dispatcher: agent,
        signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
        headers: {
          'content-type': 'application/json',
          [IDENTITY_HEADER]: identity,
          [SIGNATURE_HEADER]: signRequest(secrets, { service, identity, body }, Date.now()),
          [REQUEST_ID_HEADER]: call.requestId,
          [DEADLINE_HEADER]: String(timeoutMs),
          ...(call.consistencyToken !== undefined && { [CONSISTENCY_TOKEN_HEADER]: call.consistencyToken }),
        },
        body,
      });
      return (await response.body.json()) as GraphQLAnswer<Data>;
    } catch (cause) {
      throw new AppError(isTimeout(cause) ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNAVAILABLE', undefined, { cause });
    }
  }

  return {
    async call<Data>(call: SubgraphCall): Promise<Data> {
      const { data, errors } = await post<Data>(call);
      const [error] = errors ?? [];
      if (error) {
        const code = error.extensions?.code;
        throw isErrorCode(code) ? new AppError(code, error.message) : new AppError('UPSTREAM_UNAVAILABLE');
      }
      if (data == null) throw new AppError('UPSTREAM_UNAVAILABLE', undefined, { cause: `${service} sent no data` });
      return data;
    },
    close: () => agent.close(),
  };
}
