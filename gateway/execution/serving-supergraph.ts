import { hash } from 'node:crypto';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Logger } from '../../lib/log.ts';
import type { ScopeOf } from '../auth/identity-scope.ts';
import type { EntityCache } from '../cache/entity-cache.ts';
import type { GatewayContext } from '../context.ts';
import type { CompiledOperation } from './compile-operation.ts';
import { createExecutionSchema } from './execution-schema.ts';
import { createPlanner } from './create-planner.ts';
import type { InflightSharing } from './inflight.ts';
import { planAhead } from './plan-ahead.ts';
import type { RegisteredOperation } from './plan-ahead.ts';
import { createPlanCache } from './plan-cache.ts';
import type { OverrideChoice } from './planner.ts';
import type { SubgraphAnswer, SubgraphRequest } from './subgraph-fetch.ts';
import { subgraphsOf } from './supergraph-sdl.ts';
import { outageOf, SubgraphFault } from './transport/subgraph-fault.ts';
import type { SubgraphTransport } from './transport/subgraph-transport.ts';

/** A supergraph as it answers operations. Who began with it keeps to it, whatever is swapped in meanwhile. */
export interface ServingSupergraph {
  /** The schema that clients see, with `@defer`. */
  readonly apiSchema: GraphQLSchema;
  /** Differs with the schema and the rules that answers are made by. */
  readonly version: string;
  /** Name and URL of each subgraph. */
  readonly subgraphs: ReadonlyMap<string, string>;
  /** Throws when the operation cannot be planned. */
  compile(document: DocumentNode, operationName: string | undefined): CompiledOperation;
  fetch(request: SubgraphRequest, context: GatewayContext, signal: AbortSignal): Promise<SubgraphAnswer>;
}

export interface SupergraphServerOptions {
  readonly transport: SubgraphTransport;
  /** URLs that replace those of the supergraph, by subgraph. */
  readonly urls: Readonly<Record<string, string>>;
  readonly overrides: OverrideChoice;
  /** Planned before a supergraph takes traffic. */
  readonly registeredOperations: () => readonly RegisteredOperation[];
  readonly share: InflightSharing['share'];
  readonly scopeOf: ScopeOf;
  /** Undefined when entities are not kept. */
  readonly entities: EntityCache | undefined;
  /** Of what answers depend on beside the schema. */
  readonly ruleSetVersion: string;
  readonly logger: Logger;
}

/** Makes supergraphs ready to serve. Rejects when the text is no supergraph. */
export type PrepareSupergraph = (supergraphSdl: string, signal: AbortSignal) => Promise<ServingSupergraph>;

const MAX_PLANS_BYTES = 64 * 1_048_576;
const PLANNED_AHEAD_PER_SECOND = 200;
/** Of the time that is left, for each round of requests to come: a subgraph that hangs must not take the other fields along. */
const RESERVED_FOR_A_ROUND = 0.1;
const MAX_RESERVED = 0.5;

function leaveTime(deadlineAtMs: number, laterRounds = 0): number {
  if (laterRounds === 0) return deadlineAtMs;
  const reserved = Math.min(MAX_RESERVED, laterRounds * RESERVED_FOR_A_ROUND);
  return Math.floor(deadlineAtMs - Math.max(0, deadlineAtMs - Date.now()) * reserved);
}

export function createSupergraphServer(options: SupergraphServerOptions): PrepareSupergraph {
  const { transport, urls, overrides, registeredOperations, share, scopeOf, entities, ruleSetVersion, logger } =
    options;
  const plans = createPlanCache(MAX_PLANS_BYTES);

  return async (supergraphSdl, signal) => {
    const schema = createExecutionSchema(supergraphSdl);
    const planner = createPlanner(schema, overrides, (message) => logger.warn(message));
    const subgraphs = new Map([...subgraphsOf(supergraphSdl)].map(([name, url]) => [name, urls[name] ?? url]));
    for (const [name, url] of subgraphs)
      if (!/^https?:/.test(url) || !URL.canParse(url))
        throw new Error(`its subgraph ${name} has the URL "${url}", which leads nowhere: give one in SUBGRAPH_URLS`);
    const pace = { operationsPerSecond: PLANNED_AHEAD_PER_SECOND, signal };
    const failures = await planAhead(plans, schema, planner, registeredOperations(), pace);
    for (const { operation, error } of failures)
      logger.warn({ err: error, operationName: operation.operationName }, 'a registered operation cannot be planned');

    const version = hash('sha256', `${ruleSetVersion}\n${supergraphSdl}`, 'base64url');

    return {
      apiSchema: schema.api,
      version,
      subgraphs,
      compile: (document, operationName) => plans.compiledFor(schema, planner, document, operationName),
      fetch: (request, context, operationSignal) => {
        const connection = transport.connect(request.serviceName, subgraphs.get(request.serviceName) ?? '');
        const { identity, effects, requestId } = context;
        const deadlineAtMs = leaveTime(context.deadlineAtMs, request.laterRounds);
        // Whoever must see a write must not be given what was asked for before it.
        const { requiredToken: consistencyToken } = effects;
        const scope = scopeOf(identity);
        const fetch = share(
          consistencyToken === undefined ? scope : `${scope} ${consistencyToken}`,
          ({ kind, entityCounts }, sharedSignal, body) =>
            connection.fetch(
              { kind, entityCounts, body },
              { identity, requestId, deadlineAtMs, consistencyToken, signal: sharedSignal },
            ),
        );
        const answered =
          entities &&
          request.entities &&
          request.kind === 'query' &&
          !effects.hasMutated &&
          consistencyToken === undefined
            ? entities.fetch(request, { identity, facts: schema.facts, version }, (missing) =>
                fetch(missing, operationSignal),
              )
            : fetch(request, operationSignal);
        return answered.then(
          (answer) => {
            effects.record(request, answer, schema.facts);
            return answer;
          },
          (error: unknown) => {
            effects.record(request, undefined, schema.facts);
            if (!operationSignal.aborted) throw error;
            throw outageOf(new SubgraphFault('caller-gone', 'the operation has ended', error), request.serviceName);
          },
        );
      },
    };
  };
}
