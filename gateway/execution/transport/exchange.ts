import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { SubgraphFault } from './subgraph-fault.ts';

export interface HttpRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function faultOf(error: Error & { readonly code?: string }): SubgraphFault {
  if (error instanceof SubgraphFault) return error;
  if (error.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new SubgraphFault('answer', 'the answer is larger than the limit', error);
  return new SubgraphFault('connection', 'the connection failed', error);
}

function faultOfAbort({ reason }: AbortSignal): SubgraphFault {
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new SubgraphFault('timeout', 'the deadline of the operation passed', reason)
    : new SubgraphFault('caller-gone', 'the caller went away', reason);
}

/**
 * One POST and its whole answer as text. It ends with the timeout or the signal even while it waits for a socket, and
 * the socket of a request that ends early is destroyed. Never rejects.
 */
export function exchange(pool: Dispatcher, request: HttpRequest): Promise<HttpAnswer | SubgraphFault> {
  const { path, body, timeoutMs, signal } = request;
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(faultOfAbort(signal));
    const chunks: Buffer[] = [];
    let statusCode = 0;
    let headers: IncomingHttpHeaders = {};
    let controller: Dispatcher.DispatchController | undefined;
    let fault: SubgraphFault | undefined;

    const settle = (result: HttpAnswer | SubgraphFault): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const fail = (reason: SubgraphFault): void => {
      if (fault) return;
      fault = reason;
      chunks.length = 0;
      settle(reason);
      controller?.abort(reason);
    };
    const onAbort = (): void => fail(faultOfAbort(signal));
    const timer = setTimeout(
      () => fail(new SubgraphFault('timeout', `no whole answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    signal.addEventListener('abort', onAbort, { once: true });

    pool.dispatch(
      { path, method: 'POST', headers: request.headers, body },
      {
        onRequestStart(started) {
          controller = started;
          // It ended while it waited for this socket. Thrown, that leaves the socket whole for the next one.
          if (fault) throw fault;
        },
        onResponseStart(_controller, status, received) {
          statusCode = status;
          headers = received;
          const { 'content-encoding': encoding = 'identity' } = received;
          if (encoding !== 'identity') fail(new SubgraphFault('answer', 'the answer is compressed, unasked'));
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          const [only = Buffer.alloc(0)] = chunks;
          settle({ statusCode, headers, text: (chunks.length > 1 ? Buffer.concat(chunks) : only).toString() });
        },
        onResponseError(_controller, error) {
          fail(faultOf(error));
        },
      },
    );
  });
}
