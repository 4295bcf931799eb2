import { GraphQLError } from 'graphql';
import { Agent, request as send } from 'undici';
import type { Dispatcher } from 'undici';
import { ERROR_TABLE } from '../../lib/errors.ts';
import { EVENT_STREAM } from '../../lib/event-stream.ts';
import { encodeIdentity } from '../../lib/identity.ts';
import type { Logger } from '../../lib/log.ts';
import { IDENTITY_HEADER, REQUEST_ID_HEADER, SIGNATURE_HEADER } from '../../lib/platform-headers.ts';
import { signRequest } from '../../lib/request-signature.ts';
import type { GatewayContext } from '../context.ts';
import { isDataObject } from '../execution/data.ts';
import type { SubgraphAnswer, SubgraphRequest } from '../execution/subgraph-fetch.ts';
import { outageOf, SubgraphFault } from '../execution/transport/subgraph-fault.ts';
import type { SubgraphTransport } from '../execution/transport/subgraph-transport.ts';
import { readEventStream } from './read-event-stream.ts';

export interface SubgraphStreamsOptions {
  /** Whose circuit breakers are asked, and told how the opening of a stream went. */
  readonly transport: Pick<SubgraphTransport, 'connect'>;
  /** Without any, requests are not signed. */
  readonly signingSecrets: readonly string[];
  readonly idleMs: number;
  readonly logger: Logger;
}

export interface SubgraphStreams {
  /**
   * The events of a subgraph's subscription, each read when it is asked for: a reader that waits makes the subgraph
   * wait. Rejects with UPSTREAM_UNAVAILABLE or UPSTREAM_TIMEOUT when they end before they are complete, after logging why.
   */
  open(
    url: string,
    request: SubgraphRequest,
    call: Pick<GatewayContext, 'identity' | 'requestId' | 'signal'>,
  ): AsyncGenerator<SubgraphAnswer, void, undefined>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 1_000;
const HEADERS_TIMEOUT_MS = 5_000;
const MAX_EVENT_CHARACTERS = 10 * 1_024 * 1_024;
const TIMEOUT_CODES: ReadonlySet<unknown> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

async function requireEventStream({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<void> {
  const type = String(headers['content-type']);
  if (statusCode === 200 && type.startsWith(EVENT_STREAM)) return;
  await body.dump();
  throw new Error(`answered ${statusCode} ${type} where an event stream was asked for`);
}

async function* answersIn(response: Dispatcher.ResponseData): AsyncGenerator<SubgraphAnswer, void, undefined> {
  for await (const { event, data } of readEventStream(response.body, MAX_EVENT_CHARACTERS)) {
    if (event === 'complete') return;
    if (event !== 'next') continue;
    const answer: unknown = JSON.parse(data);
    if (!isDataObject(answer)) throw new Error('an event is no GraphQL answer');
    yield answer;
  }
  throw new Error('the stream ended before it was complete');
}

/** Carries subscriptions to subgraphs, over connections apart from those of queries: each is held as long as it lasts. */
export function createSubgraphStreams(options: SubgraphStreamsOptions): SubgraphStreams {
  const { transport, signingSecrets, idleMs, logger } = options;
  const agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS } });

  return {
    async *open(url, { serviceName, query, operationName, variables }, { identity, requestId, signal }) {
      const body = JSON.stringify({ query, operationName, variables });
      const encodedIdentity = encodeIdentity(identity);
      const signed = { service: serviceName, identity: encodedIdentity, body };
      const report = transport.connect(serviceName, url).admit();
      if (!report) throw outageOf(new SubgraphFault('circuit-open', 'the circuit is open'), serviceName);
      let isOpen = false;
      try {
        const response = await send(url, {
          dispatcher: agent,
          method: 'POST',
          signal,
          headersTimeout: HEADERS_TIMEOUT_MS,
          bodyTimeout: idleMs,
          headers: {
            'content-type': 'application/json',
            accept: EVENT_STREAM,
            [IDENTITY_HEADER]: encodedIdentity,
            [REQUEST_ID_HEADER]: requestId,
            ...(signingSecrets.length > 0 && { [SIGNATURE_HEADER]: signRequest(signingSecrets, signed, Date.now()) }),
          },
          body,
        });
        await requireEventStream(response);
        isOpen = true;
        report('success');
        yield* answersIn(response);
      } catch (cause) {
        if (!isOpen) report(signal.aborted ? 'unknown' : 'failure');
        if (signal.aborted) throw cause;
        logger.warn({ err: cause, service: serviceName, requestId }, 'the event stream of a subgraph broke');
        const isLate = TIMEOUT_CODES.has((cause as { code?: unknown }).code);
        const code = isLate ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNAVAILABLE';
        throw new GraphQLError(ERROR_TABLE[code].publicMessage, { extensions: { code, service: serviceName } });
      }
    },
    close: () => agent.destroy(),
  };
}
