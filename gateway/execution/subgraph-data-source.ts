import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { ERROR_TABLE } from '../../lib/errors.ts';
import { ANONYMOUS, encodeIdentity } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import { DEADLINE_HEADER, IDENTITY_HEADER, REQUEST_ID_HEADER, SIGNATURE_HEADER } from '../../lib/platform-headers.ts';
import { signRequest } from '../../lib/request-signature.ts';
import type { GatewayContext } from '../context.ts';

export interface SubgraphOptions {
  readonly name: string;
  readonly url: string;
  readonly timeoutMs: number;
  /** Without any, requests are not signed. */
  readonly signingSecrets: readonly string[];
  readonly dispatcher: Dispatcher;
}

type SubgraphAnswer = Awaited<ReturnType<GraphQLDataSource['process']>>;

function outage(name: string, code: 'UPSTREAM_TIMEOUT' | 'UPSTREAM_UNAVAILABLE', cause: unknown): GraphQLError {
  return new GraphQLError(ERROR_TABLE[code].publicMessage, {
    extensions: { code, serviceName: name },
    originalError: cause instanceof Error ? cause : null,
  });
}

/** Sends one subgraph its part of an operation, signed, with the identity and what is left of the deadline. */
export function createSubgraphDataSource(options: SubgraphOptions): GraphQLDataSource<GatewayContext> {
  const { name, url, signingSecrets } = options;

  function headersFor(body: string, identity: Identity, requestId: string, remainingMs: number) {
    const encodedIdentity = encodeIdentity(identity);
    const signed = { service: name, identity: encodedIdentity, body };
    return {
      'content-type': 'application/json',
      accept: 'application/json',
      [IDENTITY_HEADER]: encodedIdentity,
      [REQUEST_ID_HEADER]: requestId,
      [DEADLINE_HEADER]: String(remainingMs),
      ...(signingSecrets.length > 0 && { [SIGNATURE_HEADER]: signRequest(signingSecrets, signed, Date.now()) }),
    };
  }

  return {
    async process(processed): Promise<SubgraphAnswer> {
      const { query, operationName, variables } = processed.request;
      // Apollo's own health check and schema fetch come without a context of ours.
      const context = processed.context as Partial<GatewayContext>;
      const leftMs = (context.deadlineAtMs ?? Infinity) - Date.now();
      const remainingMs = Math.max(1, Math.min(leftMs, options.timeoutMs));
      const timeout = AbortSignal.timeout(remainingMs);
      const body = JSON.stringify({ query, operationName, variables });
      try {
        const response = await request(url, {
          method: 'POST',
          dispatcher: options.dispatcher,
          signal: context.signal ? AbortSignal.any([context.signal, timeout]) : timeout,
          headers: headersFor(body, context.identity ?? ANONYMOUS, context.requestId ?? '', remainingMs),
          body,
        });
        const answer = (await response.body.json()) as SubgraphAnswer;
        if (answer.data === undefined && !Array.isArray(answer.errors))
          throw new Error(`${name} answered ${response.statusCode} without data or errors`);
        return answer;
      } catch (cause) {
        context.logger?.warn({ err: cause, service: name, requestId: context.requestId }, 'a subgraph request failed');
        const late = timeout.aborted || context.signal?.aborted === true;
        throw outage(name, late ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNAVAILABLE', cause);
      }
    },
  };
}
