import { Readable } from 'node:stream';
import { HeaderMap } from '@apollo/server';
import type { ApolloServer, GraphQLRequest, GraphQLResponse, HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { addCdnHeaders } from '../cache/add-cdn-headers.ts';
import { contentTypeFor } from '../cache/asked-operation.ts';
import { entityTagOf } from '../cache/cdn-headers.ts';
import type { GatewayCache } from '../cache/gateway-cache.ts';
import { isWhole, operationNameIn } from '../cache/response-cache.ts';
import type { MadeAnswer } from '../cache/response-cache.ts';
import { surrogateKeysOf } from '../cache/surrogate-keys.ts';
import type { GatewayContext } from '../context.ts';
import type { ErrorMask } from '../errors/error-mask.ts';
import { stringifyAnswer } from '../execution/answer-text.ts';
import { isDataObject } from '../execution/data.ts';
import { OperationEffects } from '../execution/operation-effects.ts';
import type { ReadOperation, RequestedOperation } from '../operations/persisted/requested-operation.ts';

export interface OperationHandlerOptions {
  readonly apollo: Pick<ApolloServer<GatewayContext>, 'executeHTTPGraphQLRequest'>;
  /** Has Apollo Server execute an operation with a text. */
  readonly execute: (operation: GraphQLRequest, contextValue: GatewayContext) => Promise<GraphQLResponse>;
  /** Longest that an operation may take. */
  readonly timeoutMs: number;
  readonly withinAnswer: ErrorMask['withinAnswer'];
  readonly cache: Pick<GatewayCache, 'settle' | 'answerFromCache'>;
  /** Hands the client what it must show with its next request. */
  readonly addConsistencyHeaders: (reply: FastifyReply, context: Pick<GatewayContext, 'effects' | 'identity'>) => void;
}

/** An answer as it goes out. */
interface OperationAnswer extends MadeAnswer {
  readonly contentType: string | undefined;
  readonly headers: Iterable<readonly [string, string]>;
  /** When there is no body as a whole. */
  readonly parts: AsyncIterable<string> | undefined;
}

type Run = (
  request: FastifyRequest,
  requested: RequestedOperation | undefined,
  context: GatewayContext,
) => Promise<OperationAnswer>;

/** How JSON answers go to clients that send one `Accept`. */
interface AnswerForm {
  readonly contentType: string;
  readonly http: HTTPGraphQLRequest;
}

/** All that Apollo Server and its plugins read. Copying every header of every request would cost more than it looks. */
const HEADERS_READ = ['accept', 'content-type', 'apollo-require-preflight', 'x-apollo-operation-name'];
const ACCEPTS_KEPT = 100;
/** From here on text is sent as bytes: Node would copy it twice more, to count its bytes and to put the head before it. */
const LONG_CHARACTERS = 16_384;

/** What Apollo Server is asked: the text that an id or hash stands for, in place of those. */
function graphQLRequestOf(request: FastifyRequest, requested: RequestedOperation | undefined): HTTPGraphQLRequest {
  const { method, url, headers } = request;
  const read = new HeaderMap();
  for (const name of HEADERS_READ) {
    const value = headers[name];
    if (value !== undefined) read.set(name, String(value));
  }
  const body = request.body as object | undefined;
  if (!requested || (requested.form.hash === undefined && requested.form.text === requested.text)) {
    const queryStart = url.indexOf('?');
    return { method, headers: read, search: queryStart < 0 ? '' : url.slice(queryStart), body };
  }
  const { form, text: query, operationName, variables } = requested;
  if (method === 'POST') return { method, headers: read, search: '', body: { ...body, query, extensions: null } };
  // Of a query that a page elsewhere makes a browser send, that page sees nothing; what has no text is known beforehand.
  if (form.text === undefined) read.set('apollo-require-preflight', 'true');
  const parameters = new URLSearchParams({ query });
  if (operationName !== undefined) parameters.set('operationName', operationName);
  if (variables) parameters.set('variables', JSON.stringify(variables));
  return { method, headers: read, search: `?${parameters.toString()}`, body };
}

/** The time of an operation: an AbortController and a timer to clear, where AbortSignal.timeout would outlive the request. */
function startTime(timeoutMs: number): { readonly ending: AbortController; readonly timer: NodeJS.Timeout } {
  const ending = new AbortController();
  const timeUp = (): void => ending.abort(new DOMException('The time of the operation is up.', 'TimeoutError'));
  return { ending, timer: setTimeout(timeUp, timeoutMs).unref() };
}

function contextOf(
  request: FastifyRequest,
  requested: RequestedOperation | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): GatewayContext {
  return {
    identity: request.identity,
    requestId: request.id,
    requested,
    signal,
    deadlineAtMs: Date.now() + timeoutMs,
    effects: new OperationEffects(request.consistencyToken),
  };
}

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

/** The operation of a body of JSON that is as it should be; undefined for all that needs to be told what is wrong. */
function operationOf(body: unknown, requested: RequestedOperation | undefined): GraphQLRequest | undefined {
  if (!isDataObject(body)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (!(isAbsent(query) || typeof query === 'string')) return undefined;
  if (!(isAbsent(operationName) || typeof operationName === 'string')) return undefined;
  if (!(isAbsent(variables) || isDataObject(variables))) return undefined;
  if (!(isAbsent(extensions) || isDataObject(extensions))) return undefined;
  const text = requested?.text ?? query;
  if (!text) return undefined;
  return {
    query: text,
    ...(!isAbsent(extensions) && requested?.form.hash === undefined && { extensions }),
    ...(!isAbsent(operationName) && { operationName }),
    ...(!isAbsent(variables) && { variables }),
  };
}

/** Whether an answer in one piece of JSON is what an `Accept` header asks for, and under which media type. */
function formOf(accept: string): AnswerForm | 'other' {
  const contentType = /multipart/i.test(accept) ? undefined : contentTypeFor(accept);
  if (contentType === undefined) return 'other';
  const headers = new HeaderMap(accept === '' ? [] : [['accept', accept]]);
  return { contentType, http: { method: 'POST', headers, search: '', body: undefined } };
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  requested: RequestedOperation | undefined,
  made: OperationAnswer,
): FastifyReply {
  const { status, contentType, headers, body, parts, effects } = made;
  reply.code(status).header('cache-control', 'private, no-store');
  if (contentType !== undefined) reply.header('content-type', contentType);
  for (const [name, value] of headers) reply.header(name, value);
  if (requested?.isCacheableUrl && body !== undefined) {
    const isKnown = addCdnHeaders(request, reply, {
      policy: isWhole(made) ? effects.policy : undefined,
      surrogateKeys: () => surrogateKeysOf(effects.tags(), requested.operationName ?? operationNameIn(requested.text)),
      entityTag: () => entityTagOf(String(reply.getHeader('content-type')), body),
    });
    if (isKnown) return reply.code(304).send();
  }
  if (parts) return reply.send(Readable.from(parts));
  return reply.send(body !== undefined && body.length > LONG_CHARACTERS ? Buffer.from(body) : body);
}

/**
 * Answers an operation over HTTP, from the cache or by Apollo Server. Nearly every one is a POST of JSON that is answered
 * in one piece of JSON: it goes to Apollo Server as an operation. All else goes through Apollo Server's own HTTP layer,
 * which costs as much again.
 */
export function createOperationHandler(options: OperationHandlerOptions) {
  const { apollo, execute, timeoutMs, cache, addConsistencyHeaders, withinAnswer } = options;
  const forms = new LRUCache<string, AnswerForm | 'other'>({ max: ACCEPTS_KEPT, memoMethod: formOf });

  const runHttp: Run = async (request, requested, context) => {
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: graphQLRequestOf(request, requested),
      context: async () => context,
    });
    const whole = body.kind === 'complete' ? body.string : undefined;
    const parts = body.kind === 'complete' ? undefined : body.asyncIterator;
    return { status: status ?? 200, contentType: undefined, headers, body: whole, parts, effects: context.effects };
  };

  const runOperation: Run = async (request, requested, context) => {
    const form = request.method === 'POST' ? forms.memo(request.headers.accept ?? '') : 'other';
    const operation = operationOf(request.body, requested);
    if (form === 'other' || !operation) return runHttp(request, requested, context);
    const { http, body } = await execute({ ...operation, http: form.http }, context);
    if (body.kind !== 'single') throw new Error('An answer in parts was made for a client that did not ask for it.');
    return {
      status: http.status ?? 200,
      contentType: form.contentType,
      headers: http.headers,
      body: stringifyAnswer(body.singleResult),
      parts: undefined,
      effects: context.effects,
    };
  };

  const run: Run = async (request, requested, context) => {
    const answer = await withinAnswer(request.id, () => runOperation(request, requested, context));
    const settling = cache.settle(context);
    if (settling) await settling;
    return answer;
  };

  return async (request: FastifyRequest, reply: FastifyReply, read: ReadOperation): Promise<FastifyReply> => {
    const reading = read(request);
    const requested = reading instanceof Promise ? await reading : reading;
    const make = () => {
      const { ending, timer } = startTime(timeoutMs);
      const leave = (): void => {
        clearTimeout(timer);
        if (!reply.raw.writableEnded) ending.abort();
      };
      // The client may have left while it was identified.
      if (reply.raw.closed) leave();
      else reply.raw.once('close', leave);
      return run(request, requested, contextOf(request, requested, timeoutMs, ending.signal));
    };
    const makeForAll = () => {
      const { ending, timer } = startTime(timeoutMs);
      const making = run(request, requested, contextOf(request, requested, timeoutMs, ending.signal));
      return making.finally(() => clearTimeout(timer));
    };
    const sendOwn = (made: OperationAnswer): FastifyReply => {
      addConsistencyHeaders(reply, { effects: made.effects, identity: request.identity });
      return send(request, reply, requested, made);
    };
    if (!cache.answerFromCache) return sendOwn(await make());
    return cache.answerFromCache(request, reply, requested, { make, makeForAll, send: sendOwn });
  };
}
