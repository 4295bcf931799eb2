import type { GraphQLFormattedError } from 'graphql';
import { answerWell } from './scripted-subgraph.ts';
import type { ScriptedCall, ScriptedSubgraph } from './scripted-subgraph.ts';

/** What Apollo Client sends for an operation with `@defer`. */
const APOLLO_CLIENT_ACCEPT =
  'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9';

interface Payload {
  readonly data?: unknown;
  readonly path: readonly (string | number)[];
  readonly label?: string;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** One part of a multipart answer. */
export interface Part {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly incremental?: readonly Payload[];
  readonly hasNext: boolean;
}

/** An answer that is read as it comes. */
export interface OpenAnswer {
  readonly status: number;
  readonly contentType: string | null;
  /** What has come up to and with the first `end` behind the answer's own start; rejects when it ends before. */
  read(end: string): Promise<string>;
  /** All that comes from here to the end. */
  readAll(): Promise<string>;
  /** Goes away before the end. */
  leave(): void;
}

/** Asks the gateway, by default as Apollo Client does, and reads only when told to. */
export async function ask(
  gatewayUrl: string,
  query: string,
  { accept = APOLLO_CLIENT_ACCEPT, variables = {} } = {},
): Promise<OpenAnswer> {
  const gone = new AbortController();
  const response = await fetch(`${gatewayUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.any([gone.signal, AbortSignal.timeout(15_000)]),
  });
  const chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  const more = async (): Promise<boolean> => {
    const { value, done = true } = (await chunks?.read()) ?? {};
    pending += value ?? '';
    return !done;
  };
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    async read(end) {
      let at = -1;
      while ((at = pending.indexOf(end, end.length)) === -1)
        if (!(await more())) throw new Error(`the answer ended without ${JSON.stringify(end)}: ${pending}`);
      const text = pending.slice(0, at + end.length);
      pending = pending.slice(at + end.length);
      return text;
    },
    async readAll() {
      while (await more());
      const text = pending;
      pending = '';
      return text;
    },
    leave: () => gone.abort(),
  };
}

/** The parts of a complete multipart answer with the boundary `-`. */
export function parseParts(text: string): Part[] {
  const [preamble, ...rest] = text.split('\r\n---');
  const end = rest.pop();
  if (preamble !== '' || end !== '--\r\n') throw new Error(`this is no complete multipart answer: ${text}`);
  return rest.map((part) => JSON.parse(part.slice(part.indexOf('\r\n\r\n'))) as Part);
}

/** The whole answer that the parts make. */
export function mergeParts([first, ...later]: readonly Part[]) {
  const whole = { data: structuredClone(first?.data) };
  for (const { data, path } of later.flatMap(({ incremental = [] }) => incremental)) {
    const target = path.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], whole.data);
    merge(target, data);
  }
  return whole;
}

function merge(target: unknown, source: unknown): void {
  for (const [key, value] of Object.entries(source as object)) {
    const present = (target as Record<string, unknown>)[key];
    if (typeof present === 'object' && present !== null) merge(present, value);
    else (target as Record<string, unknown>)[key] = value;
  }
}

/** Lets a subgraph wait with its answers, until the returned function is called. */
export function holdCalls(subgraph: ScriptedSubgraph): () => void {
  const held: ScriptedCall[] = [];
  subgraph.follow((call) => held.push(call));
  return () => {
    subgraph.follow(answerWell);
    held.forEach(answerWell);
  };
}
