import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { encodeIdentity } from '../../../lib/identity.ts';
import type { Logger } from '../../../lib/log.ts';
import {
  CONSISTENCY_TOKEN_HEADER,
  DEADLINE_HEADER,
  IDENTITY_HEADER,
  REQUEST_ID_HEADER,
  SIGNATURE_HEADER,
} from '../../../lib/platform-headers.ts';
import { signRequest } from '../../../lib/request-signature.ts';
import type { GatewayContext } from '../../context.ts';
import type { SubgraphAnswer, SubgraphRequest } from '../subgraph-fetch.ts';
import { readAnswerEffects } from '../answer-effects.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { CircuitBreaker, Outcome } from './circuit-breaker.ts';
import { exchange } from './exchange.ts';
import { parseAnswer } from './parse-answer.ts';
import { createRetryBudget } from './retry-budget.ts';
import { outageOf, SubgraphFault } from './subgraph-fault.ts';
import type { SubgraphPolicy } from './subgraph-policy.ts';

/** Part of an operation, for the subgraph of the connection. */
export interface SubgraphQuery extends Pick<SubgraphRequest, 'kind' | 'entityCounts'> {
  /** The JSON text of the request. */
  readonly body: string;
}

/** On whose behalf, and until when. */
export interface SubgraphCall extends Pick<GatewayContext, 'identity' | 'requestId' | 'deadlineAtMs' | 'signal'> {
  /** What the subgraph's database must show. */
  readonly consistencyToken?: string | undefined;
}

export interface SubgraphConnection {
  /**
   * Sends a subgraph its part of an operation; a query that met an outage is sent once more if deadline and retry budget
   * allow it. @throws GraphQLError UPSTREAM_TIMEOUT or UPSTREAM_UNAVAILABLE with the name of the service, after logging why.
   */
  fetch(request: SubgraphQuery, call: SubgraphCall): Promise<SubgraphAnswer>;
  /** The breaker of this subgraph, for what is sent to it over other sockets. */
  readonly admit: CircuitBreaker['admit'];
  close(): Promise<void>;
}

export interface SubgraphConnectionOptions {
  readonly name: string;
  readonly url: string;
  readonly policy: SubgraphPolicy;
  /** Without any, requests are not signed. */
  readonly signingSecrets: readonly string[];
  readonly logger: Logger;
}

interface Attempt {
  readonly result: SubgraphAnswer | SubgraphFault;
  readonly retryable: boolean;
}

const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/** A timeout counts against the subgraph only if it had half of its time: the rest may have been used up elsewhere. */
function outcomeOf({ kind }: SubgraphFault, givenMs: number, policy: SubgraphPolicy): Outcome {
  if (kind === 'caller-gone') return 'unknown';
  return kind === 'timeout' && givenMs < policy.timeoutMs / 2 ? 'unknown' : 'failure';
}

/** The sockets to one subgraph, with the circuit breaker and the retry budget that guard it. */
export function createSubgraphConnection(options: SubgraphConnectionOptions): SubgraphConnection {
  const { name, policy, signingSecrets } = options;
  const { origin, pathname, search } = new URL(options.url);
  const logger = options.logger.child({ service: name });
  const now = (): number => performance.now();
  const budget = createRetryBudget(policy.retry, now);
  const breaker = createCircuitBreaker(policy.breaker, now, (state) => logger.warn(`the circuit is ${state}`));
  const pool = new Pool(origin, {
    connections: policy.sockets,
    connectTimeout: policy.connectTimeoutMs,
    maxResponseSize: policy.answerLimitBytes,
    // Each exchange has one timer of its own for all of this.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  function headersFor(body: string, { identity, requestId, consistencyToken }: SubgraphCall, remainingMs: number) {
    const encodedIdentity = encodeIdentity(identity);
    const signed = { service: name, identity: encodedIdentity, body };
    return {
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-encoding': 'identity',
      [IDENTITY_HEADER]: encodedIdentity,
      [REQUEST_ID_HEADER]: requestId,
      [DEADLINE_HEADER]: String(remainingMs),
      ...(consistencyToken !== undefined && { [CONSISTENCY_TOKEN_HEADER]: consistencyToken }),
      ...(signingSecrets.length > 0 && { [SIGNATURE_HEADER]: signRequest(signingSecrets, signed, Date.now()) }),
    };
  }

  function log(fault: SubgraphFault, requestId: string): void {
    // One line when the circuit opens says it all, and a client may leave as it likes.
    const level = fault.kind === 'circuit-open' || fault.kind === 'caller-gone' ? 'debug' : 'warn';
    logger[level]({ err: fault, kind: fault.kind, requestId }, 'a subgraph request failed');
  }

  async function attempt({ body, entityCounts }: SubgraphQuery, call: SubgraphCall): Promise<Attempt> {
    const timeoutMs = Math.min(call.deadlineAtMs - Date.now(), policy.timeoutMs);
    if (timeoutMs <= 0) return { result: new SubgraphFault('timeout', 'no time was left to ask'), retryable: false };
    const headers = headersFor(body, call, timeoutMs);
    const report = breaker.admit();
    if (!report) return { result: new SubgraphFault('circuit-open', 'the circuit is open'), retryable: false };

    const http = await exchange(pool, { path: pathname + search, headers, body, timeoutMs, signal: call.signal });
    if (http instanceof SubgraphFault) {
      report(outcomeOf(http, timeoutMs, policy));
      return { result: http, retryable: http.kind === 'timeout' || http.kind === 'connection' };
    }
    const result = parseAnswer(http.text, entityCounts);
    report(http.statusCode >= 500 || result instanceof SubgraphFault ? 'failure' : 'success');
    const retryable = RETRYABLE_STATUSES.has(http.statusCode);
    if (result instanceof SubgraphFault) return { result, retryable };
    return { result: { ...result, effects: readAnswerEffects(http.headers) }, retryable };
  }

  /** Waits before a retry; false when none may follow. */
  async function awaitRetry({ deadlineAtMs, signal }: SubgraphCall): Promise<boolean> {
    // Full jitter: clients that failed together must not come back together.
    const delayMs = Math.random() * policy.retry.maxDelayMs;
    if (signal.aborted || Date.now() + delayMs >= deadlineAtMs || !budget.takeRetry()) return false;
    await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }

  return {
    async fetch(request, call) {
      budget.recordRequest();
      const first = await attempt(request, call);
      let { result } = first;
      if (result instanceof SubgraphFault) log(result, call.requestId);
      if (first.retryable && request.kind === 'query' && (await awaitRetry(call))) {
        const second = await attempt(request, call);
        // What a failed retry says, such as that the circuit is now open, tells less than the first failure.
        if (second.result instanceof SubgraphFault) log(second.result, call.requestId);
        else result = second.result;
      }
      if (result instanceof SubgraphFault) throw outageOf(result, name);
      return result;
    },
    admit: () => breaker.admit(),
    close: () => pool.close(),
  };
}
