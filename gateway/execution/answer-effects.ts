import type { IncomingHttpHeaders } from 'node:http';
import { CACHE_TAG_HEADER, CONSISTENCY_TOKEN_HEADER, DATABASE_NODES_HEADER } from '../../lib/platform-headers.ts';

/** What the headers of a subgraph's answer say of it. */
export interface AnswerEffects {
  /** Seconds for which the answer may still be kept; 0 when it may not. */
  readonly maxAgeSeconds: number;
  /** Whether it is for its identity alone. */
  readonly isPrivate: boolean;
  /** Of a query what its answer depends on, of a mutation what it changed, such as `Company:BE0403170701`. */
  readonly tags: readonly string[];
  readonly consistencyToken: string | undefined;
  /** The database nodes that answered, divided by commas. */
  readonly databaseNodes: string | undefined;
}

const FORBIDS_KEEPING = /\bno-(?:store|cache)\b/i;
const PRIVATE = /\bprivate\b/i;
const MAX_AGE = /\bmax-age=(\d+)/i;

/** Undefined when the headers say nothing, which is the usual case for foreign subgraphs. */
export function readAnswerEffects(headers: IncomingHttpHeaders): AnswerEffects | undefined {
  const cacheControl = headers['cache-control'];
  const tags = headers[CACHE_TAG_HEADER];
  const consistencyToken = headers[CONSISTENCY_TOKEN_HEADER];
  const databaseNodes = headers[DATABASE_NODES_HEADER];
  const said = cacheControl ?? tags ?? consistencyToken ?? databaseNodes;
  if (said === undefined) return undefined;
  return {
    maxAgeSeconds: cacheControl === undefined ? 0 : remainingSeconds(cacheControl, headers.age),
    isPrivate: cacheControl !== undefined && PRIVATE.test(cacheControl),
    tags: tags === undefined || tags === '' ? [] : String(tags).split(' '),
    consistencyToken: consistencyToken === undefined ? undefined : String(consistencyToken),
    databaseNodes: databaseNodes === undefined ? undefined : String(databaseNodes),
  };
}

function remainingSeconds(cacheControl: string, age: string | undefined): number {
  if (FORBIDS_KEEPING.test(cacheControl)) return 0;
  const [, maxAge = '0'] = MAX_AGE.exec(cacheControl) ?? [];
  return Math.max(0, Number(maxAge) - (Number(age) || 0));
}
