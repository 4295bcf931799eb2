import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createMessageReader } from './http-messages.ts';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** The text of the `count`-th request, by `getRequest` or `postRequest`. */
  readonly request: (count: number) => string;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** Bytes of the one right answer; any other ends the run. */
  readonly answerBytes: number;
  /** Called as the measured time begins and again as it ends. */
  readonly onWindow: () => void;
  readonly signal: AbortSignal;
}

export interface LoadResult {
  /** Length of the measured time. */
  readonly seconds: number;
  /** Of each request answered in the measured time. */
  readonly latenciesMs: readonly number[];
  /** Requests answered from first to last, warm-up included. */
  readonly requests: number;
}

const OK = 'HTTP/1.1 200 ';
const ANSWER_TIMEOUT_MS = 10_000;

/** An operation as JSON. */
export function postRequest(body: string): string {
  return (
    'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n' +
    `Accept: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}

/** @param headers whole lines, each with its end. */
export function getRequest(path: string, headers = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n${headers}\r\n`;
}

/** Sends one request on a connection of its own and resolves to the answer's body. @throws Error if it is no 200. */
export function ask(port: number, request: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy());
    socket.once('error', reject).once('close', () => reject(new Error('no answer to a single request')));
    const read = createMessageReader((message) => {
      socket.destroy();
      if (message.head.startsWith(OK)) resolve(message.body);
      else reject(new Error(`${message.head}\n\n${message.body.toString()}`));
    });
    socket.on('data', read);
  });
}

/**
 * Keeps a fixed number of connections busy, each sending its next request when it has its answer, for a warm-up and
 * then for the measured time. @throws Error on the first answer that is not the right one.
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { port, connections, request, answerBytes, signal } = options;
  const latenciesMs: number[] = [];
  const failure = new AbortController();
  const stopped = AbortSignal.any([signal, failure.signal]);
  let count = 0;
  let busy = connections;
  let phase: 'warming up' | 'measuring' | 'draining' = 'warming up';

  const sockets = Array.from({ length: connections }, () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAtMs = 0;
    const send = (): void => {
      sentAtMs = performance.now();
      socket.write(request(count++));
    };
    const read = createMessageReader((message) => {
      if (!message.head.startsWith(OK) || message.body.length !== answerBytes)
        failure.abort(new Error(`a wrong answer: ${message.head}\n\n${message.body.toString().slice(0, 1_000)}`));
      if (phase === 'measuring') latenciesMs.push(performance.now() - sentAtMs);
      if (phase === 'draining') busy -= 1;
      else send();
    });
    socket.once('connect', send).on('data', read);
    socket.once('error', (error) => failure.abort(error));
    socket.once('end', () => failure.abort(new Error('the gateway closed a connection under load')));
    return socket;
  });

  try {
    await delay(options.warmUpMs, undefined, { signal: stopped });
    const startMs = performance.now();
    options.onWindow();
    phase = 'measuring';
    await delay(options.measuredMs, undefined, { signal: stopped });
    phase = 'draining';
    const seconds = (performance.now() - startMs) / 1_000;
    options.onWindow();
    // No contender may still work on its last requests while the next one is measured.
    const latest = performance.now() + ANSWER_TIMEOUT_MS;
    while (busy > 0) {
      if (performance.now() > latest) throw new Error(`${busy} requests got no answer`);
      await delay(10, undefined, { signal: stopped });
    }
    return { seconds, latenciesMs, requests: count };
  } catch (error) {
    stopped.throwIfAborted();
    throw error;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}
