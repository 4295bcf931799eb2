import { setTimeout as sleep } from 'node:timers/promises';
import type { FormattedExecutionResult } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';
import { encodeIdentity } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import { IDENTITY_HEADER, SIGNATURE_HEADER } from '../../lib/platform-headers.ts';
import { signRequest } from '../../lib/request-signature.ts';
import { SIGNING_SECRET } from './signed-client.ts';

export interface Operation {
  /** May be empty where the extensions name the operation. */
  readonly query: string;
  readonly extensions?: Record<string, unknown>;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/** What a client has seen of one operation so far. */
export interface Seen {
  readonly events: FormattedExecutionResult[];
  /** What the client's `error` callback was given. */
  error: unknown;
  isComplete: boolean;
  /** Ends the operation, as an application does. */
  stop(): void;
}

export type Subscribe = (operation: Operation, credential?: string) => Seen;

type Sink = Parameters<ReturnType<typeof createSseClient>['subscribe']>[1];

function follow(start: (sink: Sink) => () => void): Seen {
  const seen: Seen = { events: [], error: undefined, isComplete: false, stop: () => undefined };
  seen.stop = start({
    next: (event) => void seen.events.push(event as FormattedExecutionResult),
    error: (error) => (seen.error = error),
    complete: () => (seen.isComplete = true),
  });
  return seen;
}

/** How a client says who it is: with a token, or with an API key, which begins with `vgk_`. */
function credentialsOf(credential: string | undefined): Record<string, string> {
  if (credential === undefined) return {};
  return credential.startsWith('vgk_') ? { 'x-api-key': credential } : { authorization: `Bearer ${credential}` };
}

/** graphql-sse as its documentation shows it, without retries. */
export function overEventStream(gatewayUrl: string): Subscribe {
  return (operation, credential) => {
    const client = createSseClient({
      url: `${gatewayUrl}/graphql`,
      retryAttempts: 0,
      headers: credentialsOf(credential),
    });
    return follow((sink) => client.subscribe(operation, sink));
  };
}

/** Subscribes at a subgraph as the gateway does: signed, with an identity. `url` is the subgraph's base URL. */
export function overSignedStream(service: string, url: string, identity: Identity): Subscribe {
  const encodedIdentity = encodeIdentity(identity);
  const signedFetch = (target: string, init: RequestInit & { body: string; headers: Record<string, string> }) => {
    const signed = { service, identity: encodedIdentity, body: init.body };
    const signature = signRequest([SIGNING_SECRET], signed, Date.now());
    const headers = { ...init.headers, [IDENTITY_HEADER]: encodedIdentity, [SIGNATURE_HEADER]: signature };
    return fetch(target, { ...init, headers });
  };
  const client = createSseClient({ url: `${url}/graphql`, retryAttempts: 0, fetchFn: signedFetch });
  return (operation) => follow((sink) => client.subscribe(operation, sink));
}

/** graphql-ws as its documentation shows it, without retries; each operation on a socket of its own. */
export function overWebSocket(gatewayUrl: string): Subscribe {
  return (operation, credential) => {
    const client = createWsClient({
      url: `${gatewayUrl.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(credential !== undefined && { connectionParams: credentialsOf(credential) }),
    });
    return follow((sink) => client.subscribe(operation, sink as never));
  };
}

/** Resolves when the condition holds; rejects after 10 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadlineMs) throw new Error(`it did not come true within 10 s: ${condition.toString()}`);
    await sleep(20);
  }
}
