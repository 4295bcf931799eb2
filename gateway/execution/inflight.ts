import type { SubgraphAnswer, SubgraphFetch, SubgraphRequest } from './subgraph-fetch.ts';

/** Sends a request whose JSON text is `body`. */
export type SendRequest = (request: SubgraphRequest, signal: AbortSignal, body: string) => Promise<SubgraphAnswer>;

interface Waiter {
  readonly resolve: (answer: SubgraphAnswer) => void;
  readonly reject: (reason: Error) => void;
}

interface Flight {
  readonly waiters: Set<Waiter>;
  readonly abort: AbortController;
}

export interface InflightSharing {
  share(this: void, scope: string, send: SendRequest): SubgraphFetch;
  /** Lets nobody who comes from now on share what is under way: something has changed. */
  renew(this: void): void;
}

/**
 * Makes one request of identical subgraph queries that are under way at the same time. `scope` names everything beside the
 * request that an answer depends on, such as the identity and the forwarded headers: only equal scopes share. A caller that
 * aborts leaves the others their answer; when the last one leaves, the request is aborted.
 */
export function createInflightSharing(): InflightSharing {
  const flights = new Map<string, Flight>();

  const start = (key: string, send: (signal: AbortSignal) => Promise<SubgraphAnswer>): Flight => {
    const flight: Flight = { waiters: new Set(), abort: new AbortController() };
    flights.set(key, flight);
    const land = (settle: (waiter: Waiter) => void): void => {
      if (flights.get(key) === flight) flights.delete(key);
      flight.waiters.forEach(settle);
    };
    send(flight.abort.signal).then(
      (answer) => {
        const landed = flight.waiters.size > 1 ? { ...answer, isShared: true } : answer;
        land((waiter) => waiter.resolve(landed));
      },
      (reason: unknown) => land((waiter) => waiter.reject(toError(reason))),
    );
    return flight;
  };

  const join = (key: string, flight: Flight, signal: AbortSignal): Promise<SubgraphAnswer> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        flight.waiters.delete(waiter);
        if (flight.waiters.size === 0) {
          if (flights.get(key) === flight) flights.delete(key);
          flight.abort.abort(signal.reason);
        }
        reject(toError(signal.reason));
      };
      const waiter: Waiter = {
        resolve: (answer) => {
          signal.removeEventListener('abort', leave);
          resolve(answer);
        },
        reject: (reason) => {
          signal.removeEventListener('abort', leave);
          reject(reason);
        },
      };
      flight.waiters.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });

  const share: InflightSharing['share'] = (scope, send) => (request, signal) => {
    const { serviceName, query, operationName, variables } = request;
    const body = JSON.stringify({ query, operationName, variables });
    if (request.kind !== 'query' || signal.aborted) return send(request, signal, body);
    const key = `${scope}\n${serviceName}\n${body}`;
    const flight = flights.get(key) ?? start(key, (shared) => send(request, shared, body));
    return join(key, flight, signal);
  };
  return { share, renew: () => flights.clear() };
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
