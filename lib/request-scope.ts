import type { FastifyReply, FastifyRequest } from 'fastify';
import { createTagHeader } from './answer-tags.ts';
import type { AddTags } from './answer-tags.ts';
import { requiredPositions } from './consistency-token.ts';
import { createDatabaseSession } from './db-session.ts';
import type { DatabaseSession } from './db-session.ts';
import { AppError } from './errors.ts';
import { decodeIdentity } from './identity.ts';
import type { Identity } from './identity.ts';
import type { Logger } from './log.ts';
import { CACHE_TAG_HEADER, CONSISTENCY_TOKEN_HEADER, DEADLINE_HEADER, IDENTITY_HEADER } from './platform-headers.ts';
import type { OperationRequest } from './subgraph-subscriptions.ts';

/** What every request brings; a subgraph's context.ts adds its database and loaders. */
export interface RequestScope {
  readonly identity: Identity;
  readonly requestId: string;
  /** When the caller stops waiting, in milliseconds since the epoch; never, where the events of a subscription come from. */
  readonly deadlineAtMs: number;
  /** Aborted when the caller goes away or its deadline passes. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Tags of what a query's answer holds beside the entities that the gateway asked for; caches drop it by them. */
  readonly dependsOn: AddTags;
  /** Tags of what a mutation changed: caches drop what has them before the client has its answer. */
  readonly changed: AddTags;
  /** What the request must see of the database; the database notes here what it did. */
  readonly databaseSession: DatabaseSession;
  /** As the caller sent it, for calls to other subgraphs. */
  readonly consistencyToken: string | undefined;
}

/** Makes scopes of requests whose signature has been checked. @throws AppError UNAUTHENTICATED for a malformed identity. */
export interface RequestScopes {
  ofOperation(request: FastifyRequest, reply: FastifyReply): RequestScope;
  /** Of where the events of a subscription come from, as long as they are read. */
  ofSource(request: FastifyRequest, reading: AbortSignal): RequestScope;
  /** Of one event, with the time of an operation of its own. */
  ofEvent(request: FastifyRequest, reading: AbortSignal): RequestScope;
}

const DEFAULT_DEADLINE_MS = 10_000;

const noTags: AddTags = () => undefined;

export function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** How long the caller will still wait. */
function remainingMsOf(request: FastifyRequest): number {
  const remainingMs = Number(headerOf(request, DEADLINE_HEADER));
  return remainingMs > 0 ? Math.min(remainingMs, DEFAULT_DEADLINE_MS) : DEFAULT_DEADLINE_MS;
}

function signalOf(reply: FastifyReply, remainingMs: number): AbortSignal {
  // One controller and a timer that is cleared: AbortSignal.any and AbortSignal.timeout would outlive every request.
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(new AppError('UPSTREAM_TIMEOUT')), remainingMs).unref();
  reply.raw.once('close', () => {
    clearTimeout(timer);
    if (!reply.raw.writableEnded) ending.abort(new AppError('UPSTREAM_TIMEOUT', 'The caller went away.'));
  });
  return ending.signal;
}

/** @param secrets what consistency tokens are signed with. */
export function createRequestScopes(secrets: readonly string[], logger: Logger): RequestScopes {
  function scopeOf(request: FastifyRequest, deadlineAtMs: number, signal: AbortSignal, addTags = noTags): RequestScope {
    const { operationName } = request.body as OperationRequest;
    const requestLogger = logger.child({ requestId: request.id, ...(operationName && { operationName }) });
    const consistencyToken = headerOf(request, CONSISTENCY_TOKEN_HEADER);
    const required = requiredPositions(secrets, consistencyToken, Date.now());
    return {
      identity: decodeIdentity(headerOf(request, IDENTITY_HEADER) ?? ''),
      requestId: request.id,
      deadlineAtMs,
      signal,
      logger: requestLogger,
      databaseSession: createDatabaseSession({ required, signal, logger: requestLogger }),
      consistencyToken,
      dependsOn: addTags,
      changed: addTags,
    };
  }

  return {
    ofOperation(request, reply) {
      const remainingMs = remainingMsOf(request);
      const addTags = createTagHeader((value) => void reply.header(CACHE_TAG_HEADER, value));
      return scopeOf(request, Date.now() + remainingMs, signalOf(reply, remainingMs), addTags);
    },
    ofSource: (request, reading) => scopeOf(request, Infinity, reading),
    ofEvent(request, reading) {
      const signal = AbortSignal.any([reading, AbortSignal.timeout(DEFAULT_DEADLINE_MS)]);
      const scope = scopeOf(request, Date.now() + DEFAULT_DEADLINE_MS, signal);
      // An event tells of a write that no replica may have yet.
      scope.databaseSession.readsPrimary = true;
      return scope;
    },
  };
}
