import type { GraphQLRequest, GraphQLResponse } from '@apollo/server';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { closableEvents } from '../../lib/closable-events.ts';
import type { ClosableEvents } from '../../lib/closable-events.ts';
import { PRIMARY_ONLY } from '../../lib/consistency-token.ts';
import { AppError } from '../../lib/errors.ts';
import type { Identity } from '../../lib/identity.ts';
import { holderOf } from '../auth/quota.ts';
import type { StreamConsistency } from '../consistency/stream-consistency.ts';
import type { GatewayContext } from '../context.ts';
import type { ErrorMask } from '../errors/error-mask.ts';
import { formattedErrorOf } from '../errors/mask-errors.ts';
import { answerData, stringifyAnswer } from '../execution/answer-text.ts';
import type { ExecutionResult } from '../execution/execute.ts';
import { OperationEffects } from '../execution/operation-effects.ts';
import type { ServingSupergraph } from '../execution/serving-supergraph.ts';
import { subscribe } from '../execution/subscribe.ts';
import type { ResolvedOperation } from '../operations/persisted/resolve-operation.ts';
import type { TakeOpen } from './open-limit.ts';
import type { SubgraphStreams } from './subgraph-streams.ts';
import type { AdmittedSubscription, StreamContext } from './subscription-step.ts';

/** Who asks over a stream, and for how long. */
export interface StreamCaller {
  readonly identity: Identity;
  readonly address: string;
  readonly requestId: string;
  /** Aborted when the client goes away, or with an AppError that tells it why its subscription ends. */
  readonly signal: AbortSignal;
  readonly consistency: StreamConsistency;
}

export interface OperationStarterOptions {
  /** Runs an operation through Apollo Server with the `subscriptionStep`. */
  readonly execute: (request: GraphQLRequest, context: StreamContext) => Promise<GraphQLResponse>;
  /** Tells what a request asks for; undefined when it names no operation. @throws AppError for what the caller may not ask. */
  readonly resolve: (
    request: GraphQLRequest,
    caller: Pick<StreamCaller, 'identity' | 'address'>,
  ) => Promise<ResolvedOperation | undefined>;
  readonly supergraphOf: (apiSchema: GraphQLSchema) => ServingSupergraph;
  readonly streams: SubgraphStreams;
  readonly errors: ErrorMask;
  readonly takeSubscription: TakeOpen;
  readonly operationTimeoutMs: number;
}

/**
 * Starts an operation that came over a stream: the answers as JSON texts, one for a query or mutation; or the errors
 * for which it was not started.
 */
export type StartOperation = (
  request: GraphQLRequest,
  caller: StreamCaller,
) => Promise<ClosableEvents<string> | readonly GraphQLFormattedError[]>;

export function createOperationStarter(options: OperationStarterOptions): StartOperation {
  const { execute, resolve, supergraphOf, streams, errors, takeSubscription, operationTimeoutMs } = options;

  const maskThrown = (error: unknown, requestId: string): GraphQLFormattedError =>
    errors.mask(formattedErrorOf(error), error, requestId);

  function textOf({ body, dataText, errors: found, extensions }: ExecutionResult, requestId: string): string {
    if (found.length === 0) return body;
    const masked = errors.withinAnswer(requestId, () => found.map((error) => errors.mask(error, error)));
    return stringifyAnswer({ ...answerData(dataText), errors: masked, ...(extensions && { extensions }) });
  }

  const contextOf = (
    { identity, requestId }: StreamCaller,
    signal: AbortSignal,
    requiredToken: string | undefined,
    requested?: ResolvedOperation,
  ): GatewayContext => ({
    identity,
    requestId,
    requested,
    signal: AbortSignal.any([signal, AbortSignal.timeout(operationTimeoutMs)]),
    deadlineAtMs: Date.now() + operationTimeoutMs,
    effects: new OperationEffects(requiredToken),
  });

  function follow(subscription: AdmittedSubscription, caller: StreamCaller): ClosableEvents<string> {
    const { identity, address, requestId } = caller;
    const supergraph = supergraphOf(subscription.schema);
    const compiled = supergraph.compile(subscription.document, subscription.operationName);
    const release = takeSubscription(holderOf(identity, address));
    const ending = new AbortController();
    ending.signal.addEventListener('abort', release);
    const signal = AbortSignal.any([caller.signal, ending.signal]);

    async function* texts(): AsyncGenerator<string, void, undefined> {
      try {
        const results = subscribe(compiled, {
          variables: subscription.variables,
          signal,
          // An event tells of a write that no replica may have yet.
          fetch: (request) => supergraph.fetch(request, contextOf(caller, signal, PRIMARY_ONLY), signal),
          open: (request) => {
            const url = supergraph.subgraphs.get(request.serviceName) ?? '';
            return streams.open(url, request, { identity, requestId, signal });
          },
        });
        for await (const result of results) {
          signal.throwIfAborted();
          yield textOf(result, requestId);
        }
      } catch (error) {
        const reason: unknown = signal.aborted ? signal.reason : error;
        if (signal.aborted && !(reason instanceof AppError)) return;
        yield JSON.stringify({ errors: [maskThrown(reason, requestId)] });
      } finally {
        ending.abort();
      }
    }
    return closableEvents(texts(), ending);
  }

  return async (request, caller) => {
    let subscription: AdmittedSubscription | undefined;
    const onSubscription = (admitted: AdmittedSubscription): void => void (subscription = admitted);
    const requested = await resolve(request, caller);
    const context = contextOf(caller, caller.signal, caller.consistency.required, requested);
    const { body } = await execute(
      { ...request, ...(requested && { query: requested.text, extensions: {} }) },
      { ...context, onSubscription },
    );
    if (!subscription) {
      const answer = body.kind === 'single' ? body.singleResult : body.initialResult;
      const consistencyToken = context.effects.grantedToken;
      if (consistencyToken !== undefined) caller.consistency.add(consistencyToken);
      if (answer.data === undefined) return answer.errors ?? [];
      if (consistencyToken === undefined) return oneText(stringifyAnswer(answer));
      return oneText(stringifyAnswer({ ...answer, extensions: { ...answer.extensions, consistencyToken } }));
    }
    try {
      return follow(subscription, caller);
    } catch (error) {
      return [maskThrown(error, caller.requestId)];
    }
  };
}

/** A stream of one answer. */
export function oneText(text: string): ClosableEvents<string> {
  async function* texts(): AsyncGenerator<string, void, undefined> {
    yield text;
  }
  return closableEvents(texts(), new AbortController());
}
