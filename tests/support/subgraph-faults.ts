import { Readable } from 'node:stream';
import type { Script, ScriptedCall } from './scripted-subgraph.ts';

/** What no client may see. */
export const SECRET = 'password=hunter2';
export const MEGABYTE = 1_024 * 1_024;
const HUGE_BYTES = 200 * MEGABYTE;

/** Sends an answer of 200 MB, as fast as it is taken. */
export function sendHuge({ response }: ScriptedCall, onChunk: (sentBytes: number) => void): void {
  const chunk = Buffer.alloc(65_536, 'x');
  function* chunks() {
    yield '{"data":{"note":"';
    for (let sentBytes = 0; sentBytes < HUGE_BYTES; sentBytes += chunk.length) {
      onChunk(sentBytes);
      yield chunk;
    }
    yield '"}}';
  }
  Readable.from(chunks()).pipe(response.setHeader('content-type', 'application/json'));
}

export const drip: Script = ({ response, answer }) => {
  const text = JSON.stringify(answer);
  let sentBytes = 0;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  const timer = setInterval(() => {
    response.write(text[sentBytes++] ?? '');
    if (sentBytes < text.length) return;
    clearInterval(timer);
    response.end();
  }, 60);
  response.once('close', () => clearInterval(timer));
};

export const hang: Script = () => undefined;

export interface Fault {
  readonly name: string;
  /** None: nobody listens. */
  readonly script?: Script;
  readonly code: 'UPSTREAM_TIMEOUT' | 'UPSTREAM_UNAVAILABLE';
  readonly attempts: 1 | 2;
  /** What the log says. */
  readonly reason: RegExp;
}

export const FAULTS: readonly Fault[] = [
  { name: 'refused', code: 'UPSTREAM_UNAVAILABLE', attempts: 2, reason: /ECONNREFUSED/ },
  {
    name: '500',
    script: ({ response }) => void response.writeHead(500).end(SECRET),
    code: 'UPSTREAM_UNAVAILABLE',
    attempts: 1,
    reason: /the answer is not JSON/,
  },
  {
    name: 'garbage',
    script: ({ response }) =>
      void response.setHeader('content-type', 'application/json').end(Buffer.from(SECRET).map((byte) => byte ^ 0xaa)),
    code: 'UPSTREAM_UNAVAILABLE',
    attempts: 1,
    reason: /the answer is not JSON/,
  },
  {
    name: 'HTML',
    script: ({ response }) => void response.setHeader('content-type', 'text/html').end(`<html>${SECRET}</html>`),
    code: 'UPSTREAM_UNAVAILABLE',
    attempts: 1,
    reason: /the answer is not JSON/,
  },
  {
    name: 'half an answer',
    script({ response, answer }) {
      const text = JSON.stringify(answer);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
      response.write(text.slice(0, text.length / 2), () => response.destroy());
    },
    code: 'UPSTREAM_UNAVAILABLE',
    attempts: 2,
    reason: /the connection failed/,
  },
  { name: 'drip', script: drip, code: 'UPSTREAM_TIMEOUT', attempts: 2, reason: /no whole answer within \d+ ms/ },
  { name: 'hang', script: hang, code: 'UPSTREAM_TIMEOUT', attempts: 2, reason: /no whole answer within \d+ ms/ },
  {
    name: '200 MB',
    script: (call) => sendHuge(call, () => undefined),
    code: 'UPSTREAM_UNAVAILABLE',
    attempts: 1,
    reason: /larger than the limit/,
  },
];

export const WRONG_ENTITY_COUNT: Fault = {
  name: 'wrong entity count',
  script({ response, answer }) {
    // A request may ask for entities several times, each under a name of its own.
    const fields = Object.entries(answer.data ?? {}).map(([name, value]) => [name, Array.isArray(value) ? [] : value]);
    response.end(JSON.stringify({ data: Object.fromEntries(fields) as unknown }));
  },
  code: 'UPSTREAM_UNAVAILABLE',
  attempts: 1,
  reason: /_entities does not hold the \d+ entities asked for/,
};
